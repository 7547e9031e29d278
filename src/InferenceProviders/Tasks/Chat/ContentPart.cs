using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

internal enum ContentPartKind
{
    None,
    Text,
    Reasoning,
    Refusal,
    Media,

    /// <summary>A data URL that is none.</summary>
    Broken,

    /// <summary>Something that is not known.</summary>
    Unknown,
}

/// <summary>Reads one part of an answer whose content is a list: text, thinking, a refusal, or an image.</summary>
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
            return part.ValueKind == JsonValueKind.Null ? ContentPartKind.None : ContentPartKind.Unknown;
        }

        switch (Text(part, "type"))
        {
            case "thinking" or "reasoning":
                text = TextOf(part, "thinking") ?? TextOf(part, "reasoning") ?? TextOf(part, "text");
                return text is null ? ContentPartKind.Unknown : ContentPartKind.Reasoning;

            case "refusal" when (TextOf(part, "refusal") ?? TextOf(part, "text")) is { } refusal:
                text = refusal;
                return ContentPartKind.Refusal;

            case { } type when MediaPart.KindOf(type) is { } kind
                && MediaPart.Read(part, type, kind, out media) is var read && read != ContentPartKind.None:
                return read;

            default:
                text = TextOf(part, "text") ?? TextOf(part, "content");
                return text is null ? ContentPartKind.Unknown : ContentPartKind.Text;
        }
    }

    /// <summary>
    /// Reads an item of a list of images, which may leave the type out, or be nothing but the URL.
    /// </summary>
    public static ContentPartKind ReadImage(JsonElement image, out AIContent? media)
    {
        media = null;
        return image.ValueKind switch
        {
            JsonValueKind.Null => ContentPartKind.None,
            JsonValueKind.String => MediaPart.FromUrl(JsonText.Get(image), "image", out media),
            JsonValueKind.Object =>
                MediaPart.Read(image, Text(image, "type") ?? "image", "image", out media) is not ContentPartKind.None
                    and var kind ? kind : ContentPartKind.Unknown,
            _ => ContentPartKind.Unknown,
        };
    }

    /// <summary>A string, an object with it (<c>value</c>), or a list of parts with text in them.</summary>
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

        if (value.ValueKind == JsonValueKind.Object)
        {
            return Text(value, "value");
        }

        return value.ValueKind == JsonValueKind.Array
            ? string.Concat(
                value.EnumerateArray()
                .Select(inner => inner.ValueKind == JsonValueKind.Object ? Text(inner, "text")
                : inner.ValueKind == JsonValueKind.String ? JsonText.Get(inner) : null))
            : null;
    }

    private static string? Text(JsonElement part, string name) =>
        part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? JsonText.Get(value)
            : null;
}
