using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Comparison;

namespace InferenceProviders.Conformance.Responses.Comparison;

/// <summary>
/// Input items in a form that can be compared. What is left out means nothing to the server: ids and states of messages
/// and function calls, annotations, and the difference between a text and a list with one text in it.
/// </summary>
internal static class InputItems
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static List<JsonObject> Of(JsonElement body)
    {
        if (!body.TryGetProperty("input", out var input))
        {
            return [];
        }

        return input.ValueKind == JsonValueKind.String
            ? [Message("user", [Text("input_text", input.GetString()!)])]
            : [.. input.EnumerateArray().Select(Item)];
    }

    public static string Show(JsonNode? node) => node is null ? Difference.Absent : node.ToJsonString(Readable);

    private static JsonObject Item(JsonElement item)
    {
        var type = TextOf(item, "type") ?? "message";
        return type switch
        {
            "message" => Message(TextOf(item, "role") ?? "", Parts(item)),
            "function_call" => Fields(item, type, "call_id", "name", "arguments"),
            "function_call_output" => new JsonObject
            {
                ["type"] = type,
                ["call_id"] = TextOf(item, "call_id"),
                ["output"] = Output(item),
            },
            "reasoning" => new JsonObject
            {
                ["type"] = type,
                ["id"] = TextOf(item, "id"),
                ["text"] = string.Concat(item.TryGetProperty("content", out var content)
                ? content.EnumerateArray().Select(part => TextOf(part, "text")) : []),
            },
            "mcp_list_tools" => Fields(item, type, "id", "server_label"),
            "mcp_call" => Fields(item, type, "id", "server_label", "name", "arguments", "output", "error"),
            "mcp_approval_request" => Fields(item, type, "id", "server_label", "name", "arguments"),
            "mcp_approval_response" => new JsonObject
            {
                ["type"] = type,
                ["approval_request_id"] = TextOf(item, "approval_request_id"),
                ["approve"] = item.GetProperty("approve").GetBoolean(),
                ["reason"] = TextOf(item, "reason"),
            },
            _ => JsonNode.Parse(item.GetRawText())!.AsObject(),
        };
    }

    private static JsonObject Message(string role, IEnumerable<JsonObject> parts)
    {
        var content = parts.ToList();
        if (role == "assistant" && content.Count > 1 && content.TrueForAll(part => (string?)part["type"] == "text"))
        {
            // What the model said in pieces is one text.
            content = [Text("output_text", string.Concat(content.Select(part => (string?)part["text"])))];
        }

        return new JsonObject { ["type"] = "message", ["role"] = role, ["content"] = new JsonArray([.. content]) };
    }

    private static IEnumerable<JsonObject> Parts(JsonElement item)
    {
        if (!item.TryGetProperty("content", out var content))
        {
            return [];
        }

        return content.ValueKind == JsonValueKind.String
            ? [Text("text", content.GetString()!)]
            : content.EnumerateArray().Select(Part);
    }

    private static JsonObject Part(JsonElement part) => TextOf(part, "type") is "input_text" or "output_text"
        ? Text("text", TextOf(part, "text") ?? "")
        : JsonNode.Parse(part.GetRawText())!.AsObject();

    private static JsonObject Text(string type, string text) => new()
    {
        ["type"] = type is "input_text" or "output_text" ? "text" : type,
        ["text"] = text,
    };

    private static JsonObject Fields(JsonElement item, string type, params ReadOnlySpan<string> names)
    {
        var fields = new JsonObject { ["type"] = type };
        foreach (var name in names)
        {
            fields[name] = name == "arguments" ? Arguments(TextOf(item, name)) : TextOf(item, name);
        }

        return fields;
    }

    /// <summary>Arguments as what they say, not how it is spaced.</summary>
    private static JsonNode? Arguments(string? text)
    {
        try
        {
            return JsonNode.Parse(string.IsNullOrEmpty(text) ? "{}" : text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static JsonNode? Output(JsonElement item)
    {
        var output = item.GetProperty("output");
        return output.ValueKind == JsonValueKind.String ? output.GetString() : JsonNode.Parse(output.GetRawText());
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
