using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace InferenceProviders.Benchmarks.Subjects;

/// <summary>
/// What the framework makes possible: <see cref="HttpClient"/>, <see cref="SseParser"/>, <see cref="Utf8JsonReader"/>
/// and <see cref="Utf8JsonWriter"/>, by hand and for this one form of answer. It makes strings and vectors, and nothing
/// else: no message objects, no report, no checks.
/// </summary>
internal sealed partial class Floor : ISubject
{
    private static readonly JsonWriterOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public string Name => "floor";

    public Func<Task<int>> Chat(Uri address)
    {
        var uri = new Uri($"{address}/v1/chat/completions");
        return () => AskAsync(_http, uri, [(true, Conversation.Prompt)]);
    }

    /// <summary>The same over HTTP/2, through a handler of the caller's.</summary>
    public static Func<Task<int>> Chat(Uri address, HttpMessageHandler handler)
    {
        var http = new HttpClient(handler, disposeHandler: false);
        var uri = new Uri($"{address}/v1/chat/completions");
        return () => AskAsync(http, uri, [(true, Conversation.Prompt)], HttpVersion.Version20);
    }

    public Func<Action?, Task<int>> Stream(Uri address)
    {
        var uri = new Uri($"{address}/v1/chat/completions");
        return async first =>
        {
            using var request = Post(uri, Body([(true, Conversation.Prompt)], stream: true));
            using var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
            var body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            var length = 0;
            await foreach (var item in SseParser.Create(
                body, static (_, data) => ReadText(data)).EnumerateAsync().ConfigureAwait(false))
            {
                if (item.Data is { Length: > 0 } text)
                {
                    if (length == 0)
                    {
                        first?.Invoke();
                    }

                    length += text.Length;
                }
            }

            return length;
        };
    }

    public Func<Task<int>> Embed(Uri address, string[] texts)
    {
        var uri = new Uri($"{address}/v1/embeddings");
        return async () =>
        {
            using var request = Post(uri, Body(texts));
            using var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
            var bytes = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            var sum = 0;
            foreach (var vector in ReadVectors(bytes, texts.Length))
            {
                sum += Conversation.Sum(vector);
            }

            return sum;
        };
    }

    public Func<Task<int>> History(HttpMessageHandler handler, int messages)
    {
        var http = new HttpClient(handler, disposeHandler: false);
        var uri = new Uri("https://floor.example/v1/chat/completions");
        var history = Conversation.Messages(messages).ToArray();
        return () => AskAsync(http, uri, history);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<int> AskAsync(
        HttpClient http, Uri uri, (bool IsUser, string Text)[] messages, Version? version = null)
    {
        using var request = Post(uri, Body(messages, stream: false));
        request.Version = version ?? HttpVersion.Version11;
        using var response = await http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
        return ReadText(await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false))!.Length;
    }

    private static HttpRequestMessage Post(Uri uri, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Conversation.Key);
        return request;
    }

    private static byte[] Body(ReadOnlySpan<(bool IsUser, string Text)> messages, bool stream)
    {
        var body = new MemoryStream();
        using var writer = new Utf8JsonWriter(body, Relaxed);
        writer.WriteStartObject();
        writer.WriteString("model"u8, Conversation.Model);
        writer.WriteStartArray("messages"u8);
        foreach (var (isUser, text) in messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, isUser ? "user"u8 : "assistant"u8);
            writer.WriteString("content"u8, text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (stream)
        {
            writer.WriteBoolean("stream"u8, true);
        }

        writer.WriteEndObject();
        writer.Flush();
        return body.ToArray();
    }

    private static byte[] Body(string[] texts)
    {
        var body = new MemoryStream();
        using var writer = new Utf8JsonWriter(body, Relaxed);
        writer.WriteStartObject();
        writer.WriteString("model"u8, Conversation.Model);
        writer.WriteStartArray("input"u8);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
        writer.WriteString("encoding_format"u8, "base64"u8);
        writer.WriteEndObject();
        writer.Flush();
        return body.ToArray();
    }

    /// <summary>
    /// The value of <c>content</c>, or of <c>arguments</c>, wherever it is. The event is read to its end, as it must be
    /// to see whether it is an error and whether the answer ends with it.
    /// </summary>
    private static string? ReadText(ReadOnlySpan<byte> json)
    {
        if (json.SequenceEqual("[DONE]"u8))
        {
            return null;
        }

        string? text = null;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("arguments"u8))
            {
                reader.Read();
                text = reader.GetString();
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                throw new InvalidDataException(Encoding.UTF8.GetString(json));
            }
        }

        return text;
    }

    private static float[][] ReadVectors(ReadOnlySpan<byte> json, int count)
    {
        var vectors = new float[count][];
        var index = 0;
        var reader = new Utf8JsonReader(json);
        while (index < count && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("embedding"u8))
            {
                reader.Read();
                vectors[index++] = reader.TokenType == JsonTokenType.String
                    ? FromBase64(reader.ValueSpan)
                    : FromNumbers(ref reader);
            }
        }

        return vectors;
    }

    private static float[] FromBase64(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        Base64.DecodeFromUtf8(text, bytes, out _, out var written);
        return MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, written)).ToArray();
    }

    private static float[] FromNumbers(ref Utf8JsonReader reader)
    {
        var vector = new List<float>(Server.CannedAnswers.Dimensions);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            vector.Add(reader.GetSingle());
        }

        return [.. vector];
    }
}
