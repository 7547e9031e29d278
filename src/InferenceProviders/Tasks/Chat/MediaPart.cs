using System.Text.Json;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Reads an image, a sound or a video in an answer: <c>{"type":"image_url","image_url":{"url":…}}</c> and its like for
/// <c>video_url</c> and <c>audio_url</c>, <c>input_image</c> and <c>output_image</c> of the Responses API, and base64
/// in <c>data</c>, <c>b64_json</c> or Anthropic's <c>source</c>.
/// </summary>
internal static class MediaPart
{
    /// <summary>What a part of this type is, as the first half of a media type; null when it is no media.</summary>
    public static string? KindOf(string type) => type switch
    {
        "image_url" or "input_image" or "output_image" or "image" => "image",
        "audio_url" or "input_audio" or "output_audio" or "audio" => "audio",
        "video_url" or "input_video" or "output_video" or "video" => "video",
        _ => null,
    };

    /// <returns>None when the part has nothing that could be it.</returns>
    public static ContentPartKind Read(JsonElement part, string type, string kind, out AIContent? media)
    {
        media = null;
        foreach (var name in (ReadOnlySpan<string>)[type, $"{kind}_url", kind, "source"])
        {
            var value = part.At(name);
            if (value.ValueKind == JsonValueKind.String)
            {
                return FromUrl(JsonText.Get(value), kind, out media);
            }

            if (value.ValueKind == JsonValueKind.Object
                && Inside(value, kind, out media) is not ContentPartKind.None and var found)
            {
                return found;
            }
        }

        return Inside(part, kind, out media);
    }

    private static ContentPartKind Inside(JsonElement value, string kind, out AIContent? media)
    {
        media = null;
        if (value.Text("url") is { } url)
        {
            return FromUrl(url, kind, out media);
        }

        return (value.Text("data") ?? value.Text("b64_json") ?? value.Text("base64")) is { } base64
            ? FromBase64(
                base64, value.Text("media_type") ?? value.Text("mime_type") ?? value.Text("format"), kind, out media)
            : ContentPartKind.None;
    }

    /// <summary>A URL, which may have the data in it.</summary>
    public static ContentPartKind FromUrl(string? url, string kind, out AIContent? media)
    {
        media = null;
        if (url?.StartsWith("data:", StringComparison.OrdinalIgnoreCase) is true)
        {
            try
            {
                media = new DataContent(url);
            }
            catch (Exception exception) when (exception is UriFormatException or FormatException or ArgumentException)
            {
                return ContentPartKind.Broken;
            }
        }
        else if (Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            media = new UriContent(uri, TypeOf(uri, kind));
        }

        return media is null ? ContentPartKind.Unknown : ContentPartKind.Media;
    }

    /// <summary>The type that a URL's path names, where it is of the kind; otherwise any of that kind.</summary>
    public static string TypeOf(Uri url, string kind) =>
        MediaTypeDetector.FromName(url.AbsolutePath) is { } named && named.StartsWith(kind, StringComparison.Ordinal)
            ? named
            : $"{kind}/*";

    private static ContentPartKind FromBase64(string base64, string? type, string kind, out AIContent? media)
    {
        media = null;
        if (base64.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return FromUrl(base64, kind, out media);
        }

        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            return ContentPartKind.Broken;
        }

        var named = type is null ? null : type.Contains('/', StringComparison.Ordinal) ? type
            : type == "mp3" ? "audio/mpeg" : $"{kind}/{type}";
        media = new DataContent(bytes, named ?? MediaTypeDetector.Detect(bytes) ?? $"{kind}/*");
        return ContentPartKind.Media;
    }
}
