using System.Text.Json;
using InferenceProviders.Routing;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Completions;

/// <summary>
/// Writes one part of a message: text, an image, audio, a video or a file. What has no form on the wire is refused,
/// never left out.
/// </summary>
internal static class ContentPartWriter
{
    public static void Write(Utf8JsonWriter writer, AIContent content, Route route)
    {
        writer.WriteStartObject();
        switch (content)
        {
            case TextContent text:
                writer.WriteString("type"u8, "text"u8);
                writer.WriteText("text"u8, text.Text);
                break;

            case DataContent data when data.HasTopLevelMediaType("image"):
                WriteUrl(writer, "image_url", data);
                break;

            case UriContent uri when uri.HasTopLevelMediaType("image"):
                WriteUrl(writer, "image_url", uri);
                break;

            case DataContent data when data.HasTopLevelMediaType("video"):
                WriteUrl(writer, "video_url", data);
                break;

            case UriContent uri when uri.HasTopLevelMediaType("video"):
                WriteUrl(writer, "video_url", uri);
                break;

            case DataContent data when data.HasTopLevelMediaType("audio"):
                writer.WriteString("type"u8, "input_audio"u8);
                writer.WriteStartObject("input_audio"u8);
                writer.WritePropertyName("data"u8);
                writer.WriteBase64Value(data.Data);
                writer.WriteString("format"u8, AudioFormat(data.MediaType));
                writer.WriteEndObject();
                break;

            case UriContent uri when uri.HasTopLevelMediaType("audio"):
                WriteUrl(writer, "audio_url", uri);
                break;

            case DataContent data:
                writer.WriteString("type"u8, "file"u8);
                writer.WriteStartObject("file"u8);
                writer.WriteString("filename"u8, data.Name ?? "file");
                writer.WritePropertyName("file_data"u8);
                writer.WriteDataUrlValue(data.MediaType, data.Data);
                writer.WriteEndObject();
                break;

            case HostedFileContent file:
                writer.WriteString("type"u8, "file"u8);
                writer.WriteStartObject("file"u8);
                writer.WriteString("file_id"u8, file.FileId);
                writer.WriteEndObject();
                break;

            default:
                throw Unsupported(content, route);
        }

        writer.WriteEndObject();
    }

    public static InferenceException Unsupported(AIContent content, Route route) =>
        route.Error(
            InferenceErrorKind.NotSupported,
            $"{content.GetType().Name}{MediaType(content)} has no form in chat completions; it was not sent.");

    private static void WriteUrl(Utf8JsonWriter writer, string type, AIContent content)
    {
        writer.WriteString("type"u8, type);
        writer.WriteStartObject(type);
        writer.WritePropertyName("url"u8);
        if (content is DataContent data)
        {
            writer.WriteDataUrlValue(data.MediaType, data.Data);
        }
        else
        {
            writer.WriteStringValue(((UriContent)content).Uri.AbsoluteUri);
        }

        if (content.AdditionalProperties?.TryGetValue("detail", out var detail) is true
            && detail?.ToString() is { Length: > 0 } level)
        {
            writer.WriteString("detail"u8, level);
        }

        writer.WriteEndObject();
    }

    /// <summary>OpenAI's names; other formats go by their subtype, which servers that know them use.</summary>
    private static string AudioFormat(string mediaType) => mediaType.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "audio/wav" or "audio/x-wav" or "audio/wave" or "audio/vnd.wave" => "wav",
        "audio/mpeg" or "audio/mp3" => "mp3",
        var other => other["audio/".Length..],
    };

    private static string MediaType(AIContent content) =>
        content is UriContent uri ? $" of the type {uri.MediaType}" : "";
}
