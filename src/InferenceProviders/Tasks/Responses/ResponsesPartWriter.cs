using System.Text;
using System.Text.Json;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Writes one part of a message. What has no form on the wire, or none that the route accepts, is refused, never left
/// out.
/// </summary>
internal static class ResponsesPartWriter
{
    public static void Write(Utf8JsonWriter writer, AIContent content, ChatRole role, Route route)
    {
        var files = route.Provider.Responses!.HasFiles;
        writer.WriteStartObject();
        switch (content)
        {
            case TextContent text:
                writer.WriteString("type"u8, role == ChatRole.Assistant ? "output_text"u8 : "input_text"u8);
                writer.WriteString("text"u8, text.Text);
                break;

            case ErrorContent { ErrorCode: "Refusal" } refusal when role == ChatRole.Assistant:
                writer.WriteString("type"u8, "refusal"u8);
                writer.WriteString("refusal"u8, refusal.Message);
                break;

            case DataContent data when data.HasTopLevelMediaType("image"):
                WriteImage(writer, "image_url", data);
                break;

            case UriContent uri when uri.HasTopLevelMediaType("image"):
                WriteImage(writer, "image_url", uri);
                break;

            case HostedFileContent file when files && file.HasTopLevelMediaType("image"):
                WriteImage(writer, "file_id", file);
                break;

            case HostedFileContent file when files:
                writer.WriteString("type"u8, "input_file"u8);
                writer.WriteString("file_id"u8, file.FileId);
                break;

            case DataContent data when files && !IsPlayed(content):
                writer.WriteString("type"u8, "input_file"u8);
                writer.WriteString("filename"u8, data.Name ?? "file");
                writer.WritePropertyName("file_data"u8);
                writer.WriteDataUrlValue(data.MediaType, data.Data);
                break;

            case UriContent uri when files && !IsPlayed(content):
                writer.WriteString("type"u8, "input_file"u8);
                writer.WriteString("file_url"u8, uri.Uri.AbsoluteUri);
                break;

            default:
                throw Unsupported(content, route);
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// The text of a message that is nothing else; null when it needs parts. What the model said in pieces is one text.
    /// </summary>
    /// <param name="parts">The parts of the message.</param>
    /// <param name="role">Whose message it is.</param>
    /// <param name="tellsSources">Whether the sources of an answer are told behind its text.</param>
    public static string? TextOf(List<AIContent> parts, ChatRole role, bool tellsSources)
    {
        if (parts is [TextContent only] && (only.Annotations is null || role != ChatRole.Assistant))
        {
            return only.Text;
        }

        if (role != ChatRole.Assistant)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (part is not TextContent more)
            {
                return null;
            }

            text.Append(tellsSources ? SourcesNote.TextOf(more) : more.Text);
        }

        return text.ToString();
    }

    public static InferenceException Unsupported(AIContent content, Route route) =>
        route.NotSupported(
            $"{content.GetType().Name}{MediaType(content)} cannot be sent with the Responses API of {route.Speaker}; "
            + $"it was not sent.");

    private static void WriteImage(Utf8JsonWriter writer, string source, AIContent content)
    {
        writer.WriteString("type"u8, "input_image"u8);
        writer.WritePropertyName(source);
        if (content is DataContent data)
        {
            writer.WriteDataUrlValue(data.MediaType, data.Data);
        }
        else
        {
            writer.WriteStringValue(
                content is UriContent uri ? uri.Uri.AbsoluteUri : ((HostedFileContent)content).FileId);
        }

        if (content.AdditionalProperties?.TryGetValue("detail", out var detail) is true
            && detail?.ToString() is { Length: > 0 } level)
        {
            writer.WriteString("detail"u8, level);
        }
    }

    private static bool IsPlayed(AIContent content) => content switch
    {
        DataContent data => data.HasTopLevelMediaType("audio") || data.HasTopLevelMediaType("video"),
        UriContent uri => uri.HasTopLevelMediaType("audio") || uri.HasTopLevelMediaType("video"),
        _ => false,
    };

    private static string MediaType(AIContent content) => content switch
    {
        DataContent data => $" of the type {data.MediaType}",
        UriContent uri => $" of the type {uri.MediaType}",
        _ => "",
    };
}
