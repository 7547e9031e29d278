using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Routing;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Writes the results of tools, one message each. The role <c>tool</c> carries text only; images and other media that a
/// tool returned are collected, to be sent in a message of the user behind all results.
/// </summary>
internal static class ToolResultWriter
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Utf8JsonWriter writer, ChatMessage message, Route route, ref List<AIContent>? media)
    {
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case FunctionResultContent result:
                    writer.WriteStartObject();
                    writer.WriteString("role"u8, "tool"u8);
                    writer.WriteString("tool_call_id"u8, result.CallId);
                    writer.WriteText("content"u8, Text(result, ref media));
                    writer.WriteEndObject();
                    break;

                case UsageContent:
                case TextContent { Text.Length: 0 }:
                    break;

                default:
                    throw route.Error(
                        InferenceErrorKind.NotSupported,
                            $"A message with tool results has a {content.GetType().Name} beside them: put it into a "
                            + $"message of its own.");
            }
        }
    }

    /// <summary>The result as text. Media that it has is added to <paramref name="media"/>.</summary>
    public static string Text(FunctionResultContent result, ref List<AIContent>? media)
    {
        switch (result.Result)
        {
            case null:
                return result.Exception is { } exception ? $"Error: {exception.Message}" : "";

            case string text:
                return text;

            case AIContent content:
                return Text([content], result.CallId, ref media);

            case IEnumerable<AIContent> contents:
                return Text(contents, result.CallId, ref media);

            case JsonElement { ValueKind: JsonValueKind.String } json:
                return json.GetString()!;

            case JsonElement json:
                return json.ValueKind == JsonValueKind.Undefined
                    ? ""
                    : Compacted(json, static (writer, json) => json.WriteTo(writer));

            case JsonNode node:
                return node is JsonValue value && value.TryGetValue<string>(out var only) ? only : node.ToJsonString();

            default:
                return Serialize(result.Result);
        }
    }

    /// <summary>The result as text, media left out.</summary>
    public static string Words(FunctionResultContent result)
    {
        List<AIContent>? media = null;
        return Text(result, ref media);
    }

    private static string Serialize(object result)
    {
        if (!AIJsonUtilities.DefaultOptions.TryGetTypeInfo(result.GetType(), out var typeInfo))
        {
            return result.ToString() ?? "";
        }

        try
        {
            return Compacted(
                (result, typeInfo), static (writer, state) =>
                JsonSerializer.Serialize(writer, state.result, state.typeInfo));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new InferenceException(
                InferenceErrorKind.InvalidRequest,
                $"The result of a tool cannot be sent as JSON: the serializer refuses {result.GetType()}.", exception);
        }
    }

    /// <summary>
    /// Without indentation, which the options of Microsoft.Extensions.AI have: every space is a token.
    /// </summary>
    private static string Compacted<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Text(IEnumerable<AIContent> contents, string callId, ref List<AIContent>? media)
    {
        var text = new StringBuilder();
        foreach (var content in contents)
        {
            if (WordsOf(content) is { } words)
            {
                text.Append(text.Length == 0 ? "" : "\n").Append(words);
            }
            else
            {
                media ??= [];
                media.Add(new TextContent($"Returned by the tool call {callId}:"));
                media.Add(content);
                text.Append(text.Length == 0 ? "" : "\n")
                    .Append("The next message of the user has what this tool returned.");
            }
        }

        return text.ToString();
    }

    /// <summary>What is text, or has no other form; null for what the model is shown.</summary>
    public static string? WordsOf(AIContent content) => content switch
    {
        TextContent text => text.Text,
        ErrorContent error => error.Message,
        DataContent or HostedFileContent => null,
        UriContent uri when uri.HasTopLevelMediaType("image") || uri.HasTopLevelMediaType("audio")
            || uri.HasTopLevelMediaType("video") => null,
        _ => ForeignContents.TellOne(content),
    };
}
