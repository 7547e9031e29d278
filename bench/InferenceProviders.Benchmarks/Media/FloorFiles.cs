using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Benchmarks.Subjects;

namespace InferenceProviders.Benchmarks.Media;

/// <summary>Files by hand: what the framework gives without a line that is not needed.</summary>
internal static class FloorFiles
{
    public static Func<Task<int>> Picture(HttpClient http, Uri address) => async () =>
    {
        using var response = await http.PostAsync(address, content: null);
        return Look(Decode(await response.Content.ReadAsByteArrayAsync()));
    };

    /// <summary>As it is written by hand: the data URL as a string, in an object that is serialized.</summary>
    public static Func<Task<int>> Ask(HttpClient http, Uri address, int bytes)
    {
        var image = new byte[bytes];
        var target = new Uri($"{address}/v1/chat/completions");
        return async () =>
        {
            var url = $"data:image/png;base64,{Convert.ToBase64String(image)}";
            var part = new JsonObject
            {
                ["type"] = "image_url",
                ["image_url"] = new JsonObject { ["url"] = url },
            };
            var message = new JsonObject { ["role"] = "user", ["content"] = new JsonArray(part) };
            var body = new JsonObject { ["model"] = "m", ["messages"] = new JsonArray(message) };
            using var response = await http.PostAsync(
                target, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            return json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content")
                .GetString()!.Length;
        };
    }

    public static Func<Task<int>> Download(HttpClient http, Uri address) => async () =>
    {
        using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        var target = new CountedStream();
        await response.Content.CopyToAsync(target);
        return (int)target.Count;
    };

    public static Func<Task<int>> Upload(HttpClient http, Uri address, long bytes) => async () =>
    {
        using var form = new MultipartFormDataContent
        {
            { new StreamContent(new EndlessAudio(bytes)), "file", "audio.wav" },
            { new StringContent("m"), "model" },
        };
        using var response = await http.PostAsync(address, form);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return json.RootElement.GetProperty("text").GetString()!.Length;
    };

    /// <summary>Something that depends on all of the file.</summary>
    public static int Look(ReadOnlyMemory<byte> file) => file.Length + file.Span[file.Length / 2] + file.Span[^1];

    private static byte[] Decode(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("b64_json"u8))
            {
                reader.Read();
                return reader.GetBytesFromBase64();
            }
        }

        throw new InvalidDataException("There is no image in the answer.");
    }
}
