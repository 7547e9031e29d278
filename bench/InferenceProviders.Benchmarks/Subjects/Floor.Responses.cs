using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace InferenceProviders.Benchmarks.Subjects;

/// <content>The Responses API, by hand.</content>
internal sealed partial class Floor
{
    public Func<Task<int>> Respond(Uri address)
    {
        var uri = new Uri($"{address}/v1/responses");
        return async () =>
        {
            using var request = Post(uri, ResponseBody(stream: false));
            using var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
            return ReadValue(await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false), "text"u8)!.Length;
        };
    }

    public Func<Task<int>> StreamResponse(Uri address)
    {
        var uri = new Uri($"{address}/v1/responses");
        return async () =>
        {
            using var request = Post(uri, ResponseBody(stream: true));
            using var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
            var body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            var length = 0;
            await foreach (var item in SseParser.Create(
                body, static (_, data) => ReadValue(data, "delta"u8)).EnumerateAsync().ConfigureAwait(false))
            {
                length += item.Data?.Length ?? 0;
            }

            return length;
        };
    }

    private static byte[] ResponseBody(bool stream)
    {
        var body = new MemoryStream();
        using var writer = new Utf8JsonWriter(body, Relaxed);
        writer.WriteStartObject();
        writer.WriteString("model"u8, Conversation.Model);
        writer.WriteString("input"u8, Conversation.Prompt);
        if (stream)
        {
            writer.WriteBoolean("stream"u8, true);
        }

        writer.WriteEndObject();
        writer.Flush();
        return body.ToArray();
    }

    /// <summary>
    /// The last string of that name that is not empty. The event is read to its end, as in <see cref="ReadText"/>.
    /// </summary>
    private static string? ReadValue(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        string? text = null;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals(name))
            {
                reader.Read();
                text = reader.TokenType == JsonTokenType.String ? reader.GetString() : text;
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Null)
                {
                    throw new InvalidDataException(Encoding.UTF8.GetString(json));
                }
            }
        }

        return text;
    }
}
