using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Writes a call that the server made of a tool of an MCP server, with its result, as the item that it was
/// (<c>mcp_call</c>, https://platform.openai.com/docs/api-reference/responses/create#responses-create-input). The
/// approval that it may have needed is not in the history any more, so the item does not name it.
/// </summary>
internal static class McpItemWriter
{
    public static void Write(Utf8JsonWriter writer, McpServerToolCallContent call, McpServerToolResultContent result)
    {
        writer.WriteStartObject();
        if (result.RawRepresentation is RawJson raw)
        {
            foreach (var property in raw.Root.EnumerateObject())
            {
                if (property.Name != "approval_request_id" && property.Value.ValueKind != JsonValueKind.Null)
                {
                    property.WriteTo(writer);
                }
            }
        }
        else
        {
            writer.WriteString("type"u8, "mcp_call"u8);
            writer.WriteString("id"u8, call.CallId);
            writer.WriteString("server_label"u8, call.ServerName);
            writer.WriteString("name"u8, call.Name);
            writer.WriteString("arguments"u8, ToolArguments.ToJson(call, call.Arguments, call.Name));
            WriteResult(writer, result.Outputs ?? []);
        }

        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, IEnumerable<AIContent> outputs)
    {
        var text = new StringBuilder();
        string? error = null;
        foreach (var output in outputs)
        {
            if (output is ErrorContent failure)
            {
                error = failure.Message;
            }
            else if (output is TextContent part)
            {
                text.Append(text.Length == 0 ? "" : "\n").Append(part.Text);
            }
        }

        writer.WriteString(error is null ? "output"u8 : "error"u8, error ?? text.ToString());
    }
}
