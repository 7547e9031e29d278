using System.Buffers;
using System.Text;
using System.Text.Json;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Routing.Reports;

/// <summary>
/// Messages in the JSON form of <c>gen_ai.input.messages</c> and <c>gen_ai.output.messages</c>. Media are named, not
/// copied: a span is no place for megabytes.
/// </summary>
internal static class GenAIMessages
{
    public static string Write(IEnumerable<ChatMessage> messages, ChatFinishReason? finish = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var message in messages)
            {
                writer.WriteStartObject();
                writer.WriteString("role", message.Role.Value);
                writer.WriteStartArray("parts");
                foreach (var content in message.Contents)
                {
                    Write(writer, content);
                }

                writer.WriteEndArray();
                if (finish is { } reason)
                {
                    writer.WriteString("finish_reason", reason.Value);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The form of <c>gen_ai.system_instructions</c>.</summary>
    public static string WriteInstructions(string instructions)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            Write(writer, new TextContent(instructions));
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, AIContent content)
    {
        writer.WriteStartObject();
        switch (content)
        {
            case TextContent text:
                writer.WriteString("type", "text");
                writer.WriteString("content", text.Text);
                break;

            case TextReasoningContent reasoning:
                writer.WriteString("type", "reasoning");
                writer.WriteString("content", reasoning.Text);
                break;

            case FunctionCallContent call:
                writer.WriteString("type", "tool_call");
                writer.WriteString("id", call.CallId);
                writer.WriteString("name", call.Name);
                writer.WritePropertyName("arguments");
                JsonValueWriter.Write(writer, call.Arguments, call.Name);
                break;

            case FunctionResultContent result:
                writer.WriteString("type", "tool_call_response");
                writer.WriteString("id", result.CallId);
                writer.WritePropertyName("response");
                JsonValueWriter.Write(writer, result.Result, result.CallId);
                break;

            case UriContent uri:
                writer.WriteString("type", "uri");
                writer.WriteString("mime_type", uri.MediaType);
                writer.WriteString("uri", uri.Uri.OriginalString);
                break;

            case DataContent data:
                writer.WriteString("type", "blob");
                writer.WriteString("mime_type", data.MediaType);
                writer.WriteNumber("bytes", data.Data.Length);
                break;

            default:
                writer.WriteString("type", content.GetType().Name);
                break;
        }

        writer.WriteEndObject();
    }
}
