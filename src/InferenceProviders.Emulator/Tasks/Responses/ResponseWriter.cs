using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>
/// A response while it grows, and the events that tell of it. An item is open from its first event on; whatever opens
/// the next one closes it, or forgets to.
/// </summary>
internal sealed class ResponseWriter(JsonObject echo, string id, DateTimeOffset created, ResponsesDefects defects)
{
    private readonly List<JsonObject> _items = [];
    private readonly JsonObject _usage = Usage(0, 0);
    private string _status = "in_progress";
    private JsonObject? _error;
    private int _sequence;

    /// <summary>The whole response as it is now.</summary>
    public JsonObject Snapshot()
    {
        var response = new JsonObject
        {
            ["created_at"] = created.ToUnixTimeSeconds(),
            ["error"] = _error?.DeepClone(),
            ["id"] = id,
        };
        foreach (var (name, value) in echo)
        {
            response[name] = value?.DeepClone();
        }

        response["object"] = "response";
        response["output"] = new JsonArray([.. _items.Select(item => item.DeepClone())]);
        response["status"] = _status;
        response["usage"] = _usage.DeepClone();
        return response;
    }

    public JsonObject Begin(string type) => Event(new() { ["type"] = type, ["response"] = Snapshot() });

    public JsonObject Complete()
    {
        _status = "completed";
        return Event(new() { ["type"] = "response.completed", ["response"] = Snapshot() });
    }

    public JsonObject Fail(string message)
    {
        _status = "failed";
        _error = new() { ["code"] = "server_error", ["message"] = message };
        return Event(new() { ["type"] = "response.failed", ["response"] = Snapshot() });
    }

    /// <summary>Adds what a turn of the model used. Cached and reasoning tokens are always zero.</summary>
    public void Count(int input, int output)
    {
        if (!defects.HasFlag(ResponsesDefects.LosesUsage))
        {
            _usage["input_tokens"] = (int)_usage["input_tokens"]! + input;
            _usage["output_tokens"] = (int)_usage["output_tokens"]! + output;
            _usage["total_tokens"] = (int)_usage["total_tokens"]! + input + output;
        }
    }

    public JsonObject Add(JsonObject item)
    {
        var index = _items.Count;
        _items.Add(item);
        var isPlaced = !defects.HasFlag(ResponsesDefects.MisplacesEvents)
            || (string?)item["type"] is not ("message" or "reasoning");
        return Event(new()
        {
            ["type"] = "response.output_item.added",
            ["output_index"] = isPlaced ? index : 0,
            ["item"] = item.DeepClone(),
        });
    }

    public JsonObject Done(JsonObject item) => Event(new()
    {
        ["type"] = "response.output_item.done",
        ["output_index"] = _items.IndexOf(item),
        ["item"] = item.DeepClone(),
    });

    /// <summary>An event about an item, with a field of its own.</summary>
    public JsonObject About(
        JsonObject item, string type, string? field = null, JsonNode? value = null, bool hasPart = false)
    {
        var data = new JsonObject
        {
            ["type"] = type,
            ["item_id"] = item["id"]!.DeepClone(),
            ["output_index"] = _items.IndexOf(item),
        };
        if (hasPart)
        {
            data["content_index"] = 0;
        }

        if (field is not null)
        {
            data[field] = value;
        }

        return Event(data);
    }

    /// <summary>Progress of MCP, which the real server does not say of what.</summary>
    public JsonObject Progress(JsonObject item, string type) =>
        defects.HasFlag(ResponsesDefects.MisplacesEvents) ? Event(new() { ["type"] = type }) : About(item, type);

    /// <summary>A message or a thought, piece by piece.</summary>
    public IEnumerable<JsonObject> Speak(JsonObject item, IReadOnlyList<string> pieces, bool isClosed)
    {
        var isMessage = (string?)item["type"] == "message";
        var kind = isMessage ? "output_text" : "reasoning_text";
        var text = string.Concat(pieces);
        yield return Add(item);
        yield return About(item, "response.content_part.added", "part", Part(kind, ""), hasPart: true);
        foreach (var piece in pieces)
        {
            yield return About(item, $"response.{kind}.delta", "delta", piece, hasPart: true);
        }

        ((JsonArray)item["content"]!).Add(Part(kind, text));
        if (isClosed || !defects.HasFlag(ResponsesDefects.OmitsDone))
        {
            item["status"] = "completed";
            yield return About(item, $"response.{kind}.done", "text", text, hasPart: true);
            yield return About(item, "response.content_part.done", "part", Part(kind, text), hasPart: true);
            yield return Done(item);
        }
    }

    /// <summary>The arguments of a call, piece by piece.</summary>
    public IEnumerable<JsonObject> Arguments(JsonObject item, ToolCall call, string kind, bool isClosed)
    {
        foreach (var chunk in Tokens.Split(call.Arguments).Chunk(8))
        {
            yield return About(item, $"response.{kind}_arguments.delta", "delta", string.Concat(chunk));
        }

        item["arguments"] = call.Arguments;
        if (isClosed || !defects.HasFlag(ResponsesDefects.OmitsDone))
        {
            yield return About(item, $"response.{kind}_arguments.done", "arguments", call.Arguments);
        }
    }

    private static JsonObject Part(string kind, string text)
    {
        var part = new JsonObject { ["type"] = kind, ["text"] = text };
        if (kind == "output_text")
        {
            part["annotations"] = new JsonArray();
        }

        return part;
    }

    private static JsonObject Usage(int input, int output) => new()
    {
        ["input_tokens"] = input,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
        ["output_tokens"] = output,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
        ["total_tokens"] = input + output,
    };

    private JsonObject Event(JsonObject data)
    {
        data["sequence_number"] = _sequence++;
        return data;
    }
}
