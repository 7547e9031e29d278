using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>Reads message content: a string, or an array of text, image and audio parts.</summary>
internal static class ContentReader
{
    public static IReadOnlyList<ContentPart> Parts(JsonNode? content, string path)
    {
        switch (content)
        {
            case null:
                return [];
            case JsonValue value when value.TryGetValue<string>(out var text):
                return text.Length == 0 ? [] : [new TextPart(text)];
            case JsonArray { Count: > 0 } list:
                return [
                    .. list.Select(
                        (part, i) =>
                        Part(part as JsonObject
                        ?? throw FieldReader.Wrong($"{path}content[{i}]", "an object", part),
                        $"{path}content[{i}].")).OfType<ContentPart>()];
            default:
                throw FieldReader.Wrong(path + "content", "a string or a non-empty array of parts", content);
        }
    }

    private static ContentPart? Part(JsonObject part, string path) => part.RequiredText("type", path) switch
    {
        "text" => new TextPart(part.RequiredText("text", path)),
        "image_url" => Image(part, path),
        "input_audio" =>
            Audio(part.Object("input_audio", path)
            ?? throw FieldReader.Missing(path + "input_audio"), path + "input_audio."),

        // What a model thought before is taken back and not read again.
        "thinking" => null,
        var other =>
            throw ApiException.Invalid(
                $"Invalid value: '{other}'. Supported values are: 'text', 'image_url', 'input_audio'.", path
                + "type", "invalid_value"),
    };

    private static ImagePart Image(JsonObject part, string path)
    {
        var image = part.Object("image_url", path) ?? throw FieldReader.Missing(path + "image_url");
        var url = image.RequiredText("url", path + "image_url.");
        if (!url.StartsWith("data:", StringComparison.Ordinal))
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? new(null, url)
                : throw ApiException.Invalid(
                    "Invalid image URL: expected a valid http, https or base64-encoded data URL.", path
                    + "image_url.url", "invalid_image_url");
        }

        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !url.AsSpan(0, comma).EndsWith(";base64")
            || !url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase))
        {
            throw ApiException.Invalid(
                "Invalid image URL: a data URL must be 'data:image/…;base64,…'.", path
                + "image_url.url", "invalid_image_url");
        }

        return Picture.Read(Base64(url[(comma + 1)..], path + "image_url.url")) is { } picture
            ? new(picture, null)
            : throw ApiException.Invalid(
                "The image could not be read: use PNG, JPEG, GIF or WebP.", path + "image_url.url", "invalid_image");
    }

    private static AudioPart Audio(JsonObject audio, string path) =>
        new(Base64(audio.RequiredText("data", path), path + "data"), audio.RequiredText("format", path));

    private static byte[] Base64(string text, string path)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var length) && length > 0
            ? bytes[..length]
            : throw ApiException.Invalid($"Invalid base64 in '{path}'.", path, "invalid_base64");
    }
}
