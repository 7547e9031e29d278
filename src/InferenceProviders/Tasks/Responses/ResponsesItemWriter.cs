using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Tasks.Responses.Output;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Writes one input item that is not a message
/// (https://platform.openai.com/docs/api-reference/responses/create#responses-create-input).
/// </summary>
internal static class ResponsesItemWriter
{
    public static void WriteCall(Utf8JsonWriter writer, FunctionCallContent call)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function_call"u8);
        writer.WriteString("call_id"u8, call.CallId);
        writer.WriteString("name"u8, call.Name);
        writer.WriteString("arguments"u8, ToolArguments.ToJson(call));
        writer.WriteEndObject();
    }

    /// <summary>Writes the result of a function.</summary>
    /// <param name="writer">The body.</param>
    /// <param name="result">The result.</param>
    /// <param name="route">Where it is sent.</param>
    /// <param name="media">Gets what cannot be part of the item.</param>
    public static void WriteResult(
        Utf8JsonWriter writer, FunctionResultContent result, Route route, ref List<AIContent>? media)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function_call_output"u8);
        writer.WriteString("call_id"u8, result.CallId);
        if (route.Provider.Responses!.HasOutputParts && ContentsOf(result) is { } contents)
        {
            WriteOutputs(writer, contents, route);
        }
        else
        {
            writer.WriteString("output"u8, ToolResultWriter.Text(result, ref media));
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the model's reasoning where the server takes it back.</summary>
    /// <returns>Whether it was written.</returns>
    public static bool WriteReasoning(
        Utf8JsonWriter writer, TextReasoningContent reasoning, ResponsesDialect dialect)
    {
        // What a chat completion's provider sealed means nothing here.
        var sealedText = ReasoningField.IsMarked(reasoning) ? null : reasoning.ProtectedData;
        if (dialect.EncryptsReasoning ? string.IsNullOrEmpty(sealedText) : string.IsNullOrEmpty(reasoning.Text))
        {
            return false;
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "reasoning"u8);
        writer.WriteString("id"u8, ReasoningItem.IdOf(reasoning) ?? $"rs_{Guid.NewGuid():N}");
        writer.WriteStartArray("summary"u8);
        if (dialect.EncryptsReasoning && !string.IsNullOrEmpty(reasoning.Text))
        {
            WriteText(writer, "summary_text"u8, reasoning.Text);
        }

        writer.WriteEndArray();
        if (dialect.EncryptsReasoning)
        {
            writer.WriteString("encrypted_content"u8, sealedText);
        }
        else
        {
            writer.WriteStartArray("content"u8);
            WriteText(writer, "reasoning_text"u8, reasoning.Text);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        return true;
    }

    public static void WriteApprovalRequest(Utf8JsonWriter writer, string id, McpServerToolCallContent call)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "mcp_approval_request"u8);
        writer.WriteString("id"u8, id);
        writer.WriteString("server_label"u8, call.ServerName);
        writer.WriteString("name"u8, call.Name);
        writer.WriteString("arguments"u8, ToolArguments.ToJson(call, call.Arguments, call.Name));
        writer.WriteEndObject();
    }

    public static void WriteApprovalResponse(Utf8JsonWriter writer, ToolApprovalResponseContent response)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "mcp_approval_response"u8);
        writer.WriteString("approval_request_id"u8, response.RequestId);
        writer.WriteBoolean("approve"u8, response.Approved);
        if (!string.IsNullOrEmpty(response.Reason))
        {
            writer.WriteString("reason"u8, response.Reason);
        }

        writer.WriteEndObject();
    }

    /// <summary>What a tool returned, where it is more than a value; null otherwise.</summary>
    private static IEnumerable<AIContent>? ContentsOf(FunctionResultContent result) => result.Result switch
    {
        AIContent content => [content],
        IEnumerable<AIContent> contents => contents,
        _ => null,
    };

    /// <summary>A list of texts, images and files.</summary>
    private static void WriteOutputs(Utf8JsonWriter writer, IEnumerable<AIContent> contents, Route route)
    {
        writer.WriteStartArray("output"u8);
        foreach (var content in contents)
        {
            ResponsesPartWriter.Write(
                writer,
                content is DataContent or UriContent or HostedFileContent
                    ? content
                    : new TextContent(ToolResultWriter.WordsOf(content)),
                ChatRole.Tool, route);
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> type, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }
}
