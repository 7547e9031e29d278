using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Responses.Intent;

/// <summary>
/// From recorded input items to messages, as our own client would have returned them in earlier turns.
/// </summary>
internal static class HistoryReader
{
    public static IReadOnlyList<ChatMessage> Read(JsonElement body)
    {
        if (!body.TryGetProperty("input", out var input))
        {
            throw new InexpressibleException("no input");
        }

        if (input.ValueKind == JsonValueKind.String)
        {
            return [new ChatMessage(ChatRole.User, input.GetString())];
        }

        if (input.ValueKind != JsonValueKind.Array || input.GetArrayLength() == 0)
        {
            throw new InexpressibleException("an input without messages");
        }

        var messages = new List<ChatMessage>();
        var calls = new Dictionary<string, McpServerToolCallContent>(StringComparer.Ordinal);
        foreach (var item in input.EnumerateArray())
        {
            Add(messages, item, calls);
        }

        return messages;
    }

    private static void Add(
        List<ChatMessage> messages, JsonElement item, Dictionary<string, McpServerToolCallContent> calls)
    {
        switch (TextOf(item, "type") ?? "message")
        {
            case "message":
                var role = new ChatRole(TextOf(item, "role")
                    ?? throw new InexpressibleException("a message without a role"));
                messages.Add(new ChatMessage(role, Parts(item, role)));
                break;

            case "function_call":
                Assistant(messages)
                    .Add(new FunctionCallContent(TextOf(item, "call_id")!, TextOf(item, "name")!, Arguments(item)));
                break;

            case "function_call_output":
                messages.Add(
                    new ChatMessage(
                        ChatRole.Tool, [new FunctionResultContent(TextOf(item, "call_id")!, Output(item))]));
                break;

            case "reasoning":
                var text = string.Concat(item.TryGetProperty("content", out var content)
                    ? content.EnumerateArray().Select(part => TextOf(part, "text")) : []);
                Assistant(messages).Add(new TextReasoningContent(
                    text) { AdditionalProperties = new() { ["reasoningItemId"] = TextOf(item, "id") } });
                break;

            case "mcp_list_tools":
                Assistant(messages).Add(new AIContent());
                break;

            case "mcp_call":
                AddCall(Assistant(messages), item);
                break;

            case "mcp_approval_request":
                var call = new McpServerToolCallContent(
                    TextOf(item, "id")!, TextOf(item, "name")!, TextOf(item, "server_label"))
                {
                    Arguments = Arguments(item),
                };
                calls[call.CallId] = call;
                Assistant(messages).Add(new ToolApprovalRequestContent(call.CallId, call));
                break;

            case "mcp_approval_response":
                AddResponse(messages, item, calls);
                break;

            case var type:
                throw new InexpressibleException($"the input item {type}");
        }
    }

    private static void AddCall(IList<AIContent> contents, JsonElement item)
    {
        var id = TextOf(item, "id") ?? throw new InexpressibleException("an MCP call without an id");
        contents.Add(new McpServerToolCallContent(
            id, TextOf(item, "name")!, TextOf(item, "server_label")) { Arguments = Arguments(item) });
        if (TextOf(item, "error") is { } error)
        {
            contents.Add(new McpServerToolResultContent(id) { Outputs = [new ErrorContent(error)] });
        }
        else if (TextOf(item, "output") is { } output)
        {
            contents.Add(new McpServerToolResultContent(id) { Outputs = [new TextContent(output)] });
        }
    }

    private static void AddResponse(
        List<ChatMessage> messages, JsonElement item, Dictionary<string, McpServerToolCallContent> calls)
    {
        var id = TextOf(item, "approval_request_id")!;
        if (!calls.TryGetValue(id, out var call))
        {
            throw new InexpressibleException("an answer to an approval request that is not in the history");
        }

        if (messages is not [.., { } last] || last.Role != ChatRole.User)
        {
            messages.Add(last = new ChatMessage(ChatRole.User, []));
        }

        last.Contents.Add(new ToolApprovalResponseContent(
            id, item.GetProperty("approve").GetBoolean(), call) { Reason = TextOf(item, "reason") });
    }

    private static IList<AIContent> Assistant(List<ChatMessage> messages)
    {
        if (messages is not [.., { } last] || last.Role != ChatRole.Assistant)
        {
            messages.Add(last = new ChatMessage(ChatRole.Assistant, []));
        }

        return last.Contents;
    }

    private static List<AIContent> Parts(JsonElement item, ChatRole role)
    {
        if (!item.TryGetProperty("content", out var content))
        {
            throw new InexpressibleException("a message without content");
        }

        return content.ValueKind == JsonValueKind.String
            ? [new TextContent(content.GetString())]
            : [.. content.EnumerateArray().Select(Part)];
    }

    private static AIContent Part(JsonElement part)
    {
        switch (TextOf(part, "type"))
        {
            case "input_text" or "output_text":
                return new TextContent(TextOf(part, "text"));

            case "refusal":
                return new ErrorContent(TextOf(part, "refusal")) { ErrorCode = "Refusal" };

            case "input_image" when TextOf(part, "image_url") is { } url:
                AIContent image = url.StartsWith("data:", StringComparison.Ordinal)
                    ? new DataContent(url)
                    : new UriContent(url, "image/*");
                if (TextOf(part, "detail") is { } detail)
                {
                    image.AdditionalProperties = new() { ["detail"] = detail };
                }

                return image;

            case "input_image" when TextOf(part, "file_id") is { } file:
                return new HostedFileContent(file) { MediaType = "image/*" };

            case "input_file" when TextOf(part, "file_id") is { } file:
                return new HostedFileContent(file);

            case "input_file"
                when TextOf(part, "file_data") is { } data && data.StartsWith("data:", StringComparison.Ordinal):
                return new DataContent(data) { Name = TextOf(part, "filename") };

            case "input_file" when TextOf(part, "file_url") is { } url:
                return new UriContent(url, "application/octet-stream");

            case "input_audio" when part.TryGetProperty("input_audio", out var audio):
                return new DataContent($"data:audio/{TextOf(audio, "format")};base64,{TextOf(audio, "data")}");

            case var type:
                throw new InexpressibleException($"the part {type}");
        }
    }

    private static Dictionary<string, object?> Arguments(JsonElement item)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, object?>>(
                TextOf(item, "arguments") is { Length: > 0 } text ? text : "{}")!;
        }
        catch (JsonException)
        {
            throw new InexpressibleException("a call whose arguments are not JSON");
        }
    }

    private static object? Output(JsonElement item)
    {
        var output = item.GetProperty("output");
        return output.ValueKind == JsonValueKind.Array
            ? output.EnumerateArray().Select(Part).ToList()
            : output.GetString();
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
