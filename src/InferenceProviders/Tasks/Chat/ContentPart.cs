using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

internal enum ContentPartKind
{
    None,
    Text,
    Reasoning,
    Media,
}

/// <summary>Reads one part of an answer whose content is a list: text, thinking, or an image.</summary>
internal static class ContentPart
{
    public static ContentPartKind Read(JsonElement part, out string? text, out AIContent? media)
    {
        text = null;
        media = null;
        if (part.ValueKind == JsonValueKind.String)
        {
            text = JsonText.Get(part);
            return ContentPartKind.Text;
        }

        if (part.ValueKind != JsonValueKind.Object)
        {
            return ContentPartKind.None;
        }

        switch (Text(part, "type"))
        {
            case "thinking" or "reasoning":
                text = TextOf(part, "thinking") ?? TextOf(part, "reasoning") ?? TextOf(part, "text");
                return text is null ? ContentPartKind.None : ContentPartKind.Reasoning;

            case "image_url" when part.TryGetProperty("image_url", out var image):
                media = Media(image.ValueKind == JsonValueKind.Object ? Text(image, "url") : image.ValueKind == JsonValueKind.String ? JsonText.Get(image) : null);
                return media is null ? ContentPartKind.None : ContentPartKind.Media;

            default:
                text = TextOf(part, "text") ?? TextOf(part, "content");
                return text is null ? ContentPartKind.None : ContentPartKind.Text;
        }
    }

    /// <summary>A string, or a list of parts with text in them.</summary>
    private static string? TextOf(JsonElement part, string name)
    {
        if (!part.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return JsonText.Get(value);
        }

        return value.ValueKind == JsonValueKind.Array
            ? string.Concat(value.EnumerateArray().Select(inner => inner.ValueKind == JsonValueKind.Object ? Text(inner, "text") : inner.ValueKind == JsonValueKind.String ? JsonText.Get(inner) : null))
            : null;
    }

    private static AIContent? Media(string? url)
    {
        if (url is null)
        {
            return null;
        }

        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return new DataContent(url);
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var uri) ? new UriContent(uri, "image/*") : null;
    }

    private static string? Text(JsonElement part, string name) =>
        part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonText.Get(value) : null;
}
