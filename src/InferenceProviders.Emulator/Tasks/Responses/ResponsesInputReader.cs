using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>
/// Reads the input: the conversation for the model, and beside it what belongs to MCP. Past MCP calls do not reach the
/// model: the real server strips their results.
/// </summary>
internal sealed class ResponsesInputReader(Schema schema, ResponsesDefects defects)
{
    private readonly List<ChatMessage> _messages = [];
    private readonly Dictionary<string, JsonObject> _listed = [];
    private readonly Dictionary<string, ApprovalRequest> _requests = [];
    private readonly List<(string, bool)> _responses = [];
    private readonly HashSet<string> _callIds = [];

    /// <summary>
    /// What fits the schema and is wrong all the same: an image that cannot be read, a result without its call.
    /// </summary>
    public ApiException? Objection { get; private set; }

    public ResponsesInput Input => new(_listed, _requests, _responses, _callIds);

    public IReadOnlyList<ChatMessage> Read(JsonObject json, string? instructions)
    {
        if (!string.IsNullOrEmpty(instructions))
        {
            _messages.Add(new("system", [new TextPart(instructions)]));
        }

        switch (json["input"])
        {
            case JsonValue value when value.TryGetValue<string>(out var text):
                _messages.Add(new("user", [new TextPart(text)]));
                break;

            // Of a list in which one item is wrong, the real server does not say which.
            case JsonArray items:
                if (!items.All(item => item is JsonObject entry && Item(entry)))
                {
                    schema.NoneFits("input");
                }

                break;

            default:
                schema.NoneFits("input");
                break;
        }

        return _messages;
    }

    private bool Item(JsonObject item) => ((string?)item["type"] ?? "message") switch
    {
        "message" => Message(item),
        "function_call" => Call(item),
        "function_call_output" => Output(item),
        "reasoning" => !defects.HasFlag(ResponsesDefects.RefusesReasoning),
        "mcp_list_tools" => Listed(item),
        "mcp_call" => Text(item, "id") is { } id && _callIds.Add(id),
        "mcp_approval_request" => Request(item),
        "mcp_approval_response" => Response(item),
        _ => false,
    };

    private bool Message(JsonObject item)
    {
        var role = Text(item, "role");
        if (role is not ("user" or "system" or "developer" or "assistant") || !Content(item["content"], out var parts))
        {
            return false;
        }

        var isDropped = (role == "developer" && defects.HasFlag(ResponsesDefects.DropsDeveloper))
            || (role == "assistant" && parts.Count == 0);
        if (!isDropped)
        {
            _messages.Add(new(role, parts));
        }

        return true;
    }

    private bool Content(JsonNode? content, out IReadOnlyList<ContentPart> parts)
    {
        parts = [];
        switch (content)
        {
            case JsonValue value when value.TryGetValue<string>(out var text):
                parts = text.Length == 0 ? [] : [new TextPart(text)];
                return true;

            case JsonArray list:
                var read = list.Select(part => part is JsonObject entry ? Part(entry) : null).ToList();
                parts = [.. read.OfType<ContentPart>().Where(part => part is not TextPart { Text: "" })];
                return !read.Contains(null);

            default:
                return false;
        }
    }

    /// <summary>A refusal says nothing to the model: it becomes an empty text, which is left out.</summary>
    private ContentPart? Part(JsonObject part) => Text(part, "type") switch
    {
        "input_text" or "output_text" when Text(part, "text") is { } text => new TextPart(text),
        "refusal" => new TextPart(""),
        "input_image" when Text(part, "image_url") is { } url => Image(url),
        _ => null,
    };

    private ContentPart Image(string url)
    {
        var wrapped = new JsonArray(new JsonObject
        {
            ["type"] = "image_url",
            ["image_url"] = new JsonObject { ["url"] = url },
        });
        try
        {
            return ContentReader.Parts(wrapped, "").Single();
        }
        catch (ApiException objection)
        {
            Objection ??= objection;
            return new ImagePart(null, url);
        }
    }

    private bool Call(JsonObject item)
    {
        if (Text(item, "call_id") is not { } id || Text(item, "name") is not { } name
            || Text(item, "arguments") is not { } arguments)
        {
            return false;
        }

        // Calls that follow each other are one turn of the model.
        var call = new ToolCall(id, name, arguments);
        if (_messages is [.., { Role: "assistant" } last])
        {
            _messages[^1] = last with { ToolCalls = [.. last.ToolCalls, call] };
        }
        else
        {
            _messages.Add(new("assistant", []) { ToolCalls = [call] });
        }

        return true;
    }

    private bool Output(JsonObject item)
    {
        if (Text(item, "call_id") is not { } id || Text(item, "output") is not { } output)
        {
            return false;
        }

        if (!_messages.Exists(message => message.ToolCalls.Any(call => call.Id == id)))
        {
            Objection ??= ApiException.Invalid(
                "Invalid parameter: messages with role 'tool' must be a response to a preceding message with "
                + "'tool_calls'.");
            return true;
        }

        _messages.Add(new("tool", [new TextPart(output)]) { ToolCallId = id });
        return true;
    }

    private bool Listed(JsonObject item)
    {
        if (Text(item, "server_label") is not { } label || item["tools"] is not JsonArray tools
            || tools.Any(
                tool => tool is JsonObject entry && entry.ContainsKey("annotations") && entry["annotations"] is null))
        {
            return false;
        }

        _listed[label] = (JsonObject)item.DeepClone();
        return true;
    }

    private bool Request(JsonObject item)
    {
        if (Text(item, "id") is not { } id || Text(item, "server_label") is not { } label
            || Text(item, "name") is not { } name || Text(item, "arguments") is not { } arguments)
        {
            return false;
        }

        _requests[id] = new(label, name, arguments);
        return true;
    }

    private bool Response(JsonObject item)
    {
        if (Text(item, "approval_request_id") is not { } id
            || item["approve"]?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            return false;
        }

        _responses.Add((id, item["approve"]!.GetValue<bool>()));
        return true;
    }

    private static string? Text(JsonObject json, string name) =>
        json[name]?.GetValueKind() == JsonValueKind.String ? json[name]!.GetValue<string>() : null;
}
