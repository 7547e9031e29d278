using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Conformance.Runners.Chat;

/// <summary>The tool calls in a client's result, whole or in pieces by index.</summary>
internal sealed class ClientToolCalls
{
    private readonly SortedDictionary<int, (string? Id, string? Name, StringBuilder Arguments)> _calls = [];

    /// <summary>Adds those of a message or of a delta.</summary>
    public void Add(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("tool_calls", out var calls)
            || calls.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var (position, call) in calls.EnumerateArray().Index())
        {
            var index = call.TryGetProperty("index", out var given) ? given.GetInt32() : position;
            var known = _calls.GetValueOrDefault(index, (null, null, new StringBuilder()));
            var function = call.GetProperty("function");
            known.Arguments.Append(Text(function, "arguments"));
            _calls[index] = (Text(call, "id") ?? known.Id, Text(function, "name") ?? known.Name, known.Arguments);
        }
    }

    public JsonArray ToJson() => new([.. _calls.Values.Select(call => new JsonObject
    {
        ["id"] = call.Id,
        ["name"] = call.Name,
        ["arguments"] = JsonNode.Parse(call.Arguments.ToString()),
    })]);

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) ? text.GetString() : null;
}
