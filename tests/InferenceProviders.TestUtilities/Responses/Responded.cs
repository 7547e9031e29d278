using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.TestUtilities.Responses;

/// <summary>Pieces of the wire in the form of the Responses API.</summary>
internal static class Responded
{
    public const string Id = "resp_1";

    /// <summary>A whole response with these output items.</summary>
    public static string Whole(string status, params IEnumerable<JsonObject> output) =>
        Response(status, output).ToJsonString();

    public static string Completed(params IEnumerable<JsonObject> output) => Whole("completed", output);

    public static string Failed(string message, params IEnumerable<JsonObject> output)
    {
        var response = Response("failed", output);
        response["error"] = new JsonObject { ["code"] = "server_error", ["message"] = message };
        return response.ToJsonString();
    }

    public static JsonObject Response(string status, params IEnumerable<JsonObject> output) => new()
    {
        ["id"] = Id,
        ["object"] = "response",
        ["created_at"] = 1_700_000_000,
        ["model"] = "served/model",
        ["status"] = status,
        ["error"] = null,
        ["output"] = new JsonArray([.. output.Select(item => item.DeepClone())]),
        ["tools"] = new JsonArray(),
        ["usage"] = new JsonObject
        {
            ["input_tokens"] = 11,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
            ["output_tokens"] = 5,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
            ["total_tokens"] = 16,
        },
    };

    public static JsonObject Message(string text, string id = "msg_1") => new()
    {
        ["id"] = id,
        ["type"] = "message",
        ["role"] = "assistant",
        ["status"] = "completed",
        ["content"] = new JsonArray(
            new JsonObject { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray() }),
    };

    public static JsonObject Reasoning(string text, string id = "rs_1") => new()
    {
        ["id"] = id,
        ["type"] = "reasoning",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "reasoning_text", ["text"] = text }),
        ["summary"] = new JsonArray(),
    };

    public static JsonObject Function(string name, string arguments, string callId = "call_1", string id = "fc_1") =>
        new()
    {
        ["id"] = id,
        ["type"] = "function_call",
        ["call_id"] = callId,
        ["name"] = name,
        ["arguments"] = arguments,
    };

    public static JsonObject McpCall(
        string id, string name, string arguments, string? output = null, string? error = null)
    {
        var item = new JsonObject
        {
            ["id"] = id,
            ["type"] = "mcp_call",
            ["server_label"] = "lab",
            ["name"] = name,
            ["arguments"] = arguments,
        };
        if (output is not null)
        {
            item["output"] = output;
        }

        if (error is not null)
        {
            item["error"] = error;
        }

        return item;
    }

    public static JsonObject Approval(string id, string name, string arguments) =>
        new()
        {
            ["id"] = id,
            ["type"] = "mcp_approval_request",
            ["server_label"] = "lab",
            ["name"] = name,
            ["arguments"] = arguments,
        };

    public static Reply Reply(string body) => TestUtilities.Reply.Json(body);

    /// <summary>Events without names, as <c>responses.js</c> writes them.</summary>
    public static Reply Stream(params IEnumerable<JsonObject> events) =>
        TestUtilities.Reply.Stream(Wire.Events(events.Select(data => data.ToJsonString())));

    public static JsonObject Created() => new()
    {
        ["type"] = "response.created",
        ["response"] = Response("in_progress"),
    };

    public static JsonObject Added(JsonObject item) => new()
    {
        ["type"] = "response.output_item.added",
        ["output_index"] = 0,
        ["item"] = item.DeepClone(),
    };

    public static JsonObject Done(JsonObject item) => new()
    {
        ["type"] = "response.output_item.done",
        ["output_index"] = 0,
        ["item"] = item.DeepClone(),
    };

    public static JsonObject Text(string delta, string id = "msg_1") => new()
    {
        ["type"] = "response.output_text.delta",
        ["item_id"] = id,
        ["content_index"] = 0,
        ["delta"] = delta,
    };

    public static JsonObject Event(string type, string? itemId = null, string? delta = null, int? part = null)
    {
        var data = new JsonObject { ["type"] = type };
        if (itemId is not null)
        {
            data["item_id"] = itemId;
        }

        if (delta is not null)
        {
            data[type.EndsWith(".done", StringComparison.Ordinal)
                ? type.Contains("arguments", StringComparison.Ordinal) ? "arguments"
                : "text"
                : "delta"] = delta;
        }

        if (part is not null)
        {
            data[type.Contains("summary", StringComparison.Ordinal) ? "summary_index" : "content_index"] = part;
        }

        return data;
    }

    /// <summary>The last event, with any response.</summary>
    public static JsonObject EndWith(JsonObject response) => new()
    {
        ["type"] = $"response.{(string?)response["status"]}",
        ["response"] = response.DeepClone(),
    };

    /// <summary>The last event of a response with these output items.</summary>
    public static JsonObject End(params IEnumerable<JsonObject> output) => EndWith(Response("completed", output));

    public static JsonObject Empty(JsonObject item)
    {
        var begun = item.DeepClone().AsObject();
        if (begun.ContainsKey("content"))
        {
            begun["content"] = new JsonArray();
        }

        if (begun.ContainsKey("arguments"))
        {
            begun["arguments"] = "";
        }

        begun.Remove("output");
        begun.Remove("error");
        return begun;
    }

    /// <summary>The body of a request as compact JSON with its fields in the order in which they were sent.</summary>
    public static string Body(this ReceivedRequest request) => JsonSerializer.Serialize(request.Json, Relaxed);

    public static JsonElement Input(this ReceivedRequest request) => request.Json.GetProperty("input");

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
