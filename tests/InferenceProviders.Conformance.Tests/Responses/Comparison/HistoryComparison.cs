using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Comparison;

namespace InferenceProviders.Conformance.Responses.Comparison;

/// <summary>
/// Compares the input items. Where we say the same in another way (a past MCP call as a function call, …), the
/// difference has a name of its own, and the recorded item is exchanged for what ours must then be: it is not just
/// passed over.
/// </summary>
internal static class HistoryComparison
{
    public static IEnumerable<Difference> Compare(JsonElement theirs, JsonElement ours)
    {
        var differences = new List<Difference>();
        var expected = Express(InputItems.Of(theirs), differences);
        var actual = InputItems.Of(ours);
        for (var index = 0; index < Math.Max(expected.Count, actual.Count); index++)
        {
            var left = index < expected.Count ? expected[index] : null;
            var right = index < actual.Count ? actual[index] : null;
            if (!JsonNode.DeepEquals(left, right))
            {
                differences.Add(
                    new Difference($"request/body/input/{index}", InputItems.Show(left), InputItems.Show(right)));
            }
        }

        return differences;
    }

    private static List<JsonObject> Express(List<JsonObject> items, List<Difference> differences)
    {
        var lastAnswer = items.FindLastIndex(item => IsAnswer(item));
        var denied = items.Where(item => Type(item) == "mcp_approval_response" && !(bool)item["approve"]!)
            .Select(item => (string)item["approval_request_id"]!).ToHashSet();
        var answered = items.Take(lastAnswer + 1).Where(item => Type(item) == "mcp_approval_response")
            .Select(item => (string)item["approval_request_id"]!).ToHashSet();
        var open = items.Skip(lastAnswer + 1).Where(item => Type(item) == "mcp_approval_response")
            .Select(item => (string)item["approval_request_id"]!).ToHashSet();
        var expected = new List<JsonObject>();
        foreach (var item in items)
        {
            switch (Type(item))
            {
                case "mcp_list_tools":
                    differences.Add(
                        new Difference("request/input/mcp_list_tools", InputItems.Show(item), Difference.Absent));
                    break;

                case "mcp_call":
                    differences.Add(
                        new Difference(
                            "request/input/mcp_call", InputItems.Show(item), "function_call and function_call_output"));
                    AddCall(expected, (string)item["id"]!, item, ResultOf(item));
                    break;

                case "mcp_approval_request" when !open.Contains((string)item["id"]!):
                    differences.Add(
                        new Difference(
                            "request/input/mcp_approval", InputItems.Show(item), denied.Contains((string)item["id"]!)
                                ? "function_call and function_call_output"
                                : Difference.Absent));
                    if (denied.Contains((string)item["id"]!))
                    {
                        AddCall(expected, (string)item["id"]!, item, "The user denied this call.");
                    }

                    break;

                case "mcp_approval_response" when answered.Contains((string)item["approval_request_id"]!):
                    differences.Add(
                        new Difference("request/input/mcp_approval", InputItems.Show(item), Difference.Absent));
                    break;

                case "message" when (string?)item["role"] == "developer":
                    var system = item.DeepClone().AsObject();
                    system["role"] = "system";
                    differences.Add(
                        new Difference("request/input/developer", InputItems.Show(item), InputItems.Show(system)));
                    expected.Add(system);
                    break;

                case "message"
                    when (string?)item["role"] == "assistant" && item["content"]!.AsArray()
                    .All(part => (string?)part!["type"] == "text" && (string?)part["text"] == ""):
                    differences.Add(new Difference("request/input/empty", InputItems.Show(item), Difference.Absent));
                    break;

                case "function_call_output" when item["output"] is JsonArray parts:
                    var text = item.DeepClone().AsObject();
                    text["output"] = string.Join('\n', parts.Select(part => (string?)part!["text"]));
                    differences.Add(
                        new Difference(
                            "request/input/function_call_output", InputItems.Show(item), InputItems.Show(text)));
                    expected.Add(text);
                    break;

                default:
                    expected.Add(item);
                    break;
            }
        }

        return expected;
    }

    /// <summary>Whether an item is the model's, and the request is thus a turn after it.</summary>
    private static bool IsAnswer(JsonObject item) =>
        Type(item) is "function_call" or "reasoning" or "mcp_call" or "mcp_list_tools" or "mcp_approval_request"
            || (Type(item) == "message" && (string?)item["role"] == "assistant");

    private static void AddCall(List<JsonObject> expected, string id, JsonObject item, string result)
    {
        expected.Add(new JsonObject
        {
            ["type"] = "function_call",
            ["call_id"] = id,
            ["name"] = (string?)item["name"],
            ["arguments"] = item["arguments"]?.DeepClone(),
        });
        expected.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = id, ["output"] = result });
    }

    private static string ResultOf(JsonObject item) =>
        (string?)item["error"] is { } error ? $"Error: {error}"
        : (string?)item["output"] ?? "The tool was not run.";

    private static string? Type(JsonObject item) => (string?)item["type"];
}
