using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Responses.Replay;
using InferenceProviders.Conformance.Responses.Transcripts;
using SentRequest = InferenceProviders.Conformance.Responses.Replay.SentRequest;

namespace InferenceProviders.Conformance.Responses.Comparison;

/// <summary>
/// Compares what we sent with what was recorded: the address, the headers that mean something, every field of the body.
/// </summary>
internal static class RequestComparison
{
    private static readonly string[] Headers = ["Authorization", "X-HF-Bill-To"];

    public static IEnumerable<Difference> Compare(Transcript theirs, SentRequest ours, string token)
    {
        if (ours.Url != theirs.Url)
        {
            yield return new Difference("request/url", theirs.Url.AbsoluteUri, ours.Url.AbsoluteUri);
        }

        foreach (var name in Headers)
        {
            var expected = name == "Authorization" ? $"Bearer {token}" : theirs.Header(name);
            var actual = ours.Headers.GetValueOrDefault(name);
            if (expected != actual)
            {
                yield return new Difference(
                    $"request/header/{name.ToLowerInvariant()}", expected ?? Difference.Absent, actual
                    ?? Difference.Absent);
            }
        }

        foreach (var difference in HistoryComparison.Compare(theirs.RequestBody, ours.Body).Concat(
            CompareFields(theirs.RequestBody, ours.Body)))
        {
            yield return difference;
        }
    }

    private static IEnumerable<Difference> CompareFields(JsonElement theirs, JsonElement ours)
    {
        var expected = Normalize(theirs);
        var actual = Normalize(ours);
        return Compare("request/body", expected, actual);
    }

    /// <summary>The body without its history, and with the two forms of the same thing in one.</summary>
    private static JsonObject Normalize(JsonElement body)
    {
        var root = JsonNode.Parse(body.GetRawText())!.AsObject();
        root.Remove("input");
        if (root["stream"] is JsonValue stream && stream.TryGetValue<bool>(out var flag) && !flag)
        {
            root.Remove("stream");
        }

        foreach (var tool in root["tools"] as JsonArray ?? [])
        {
            if (tool is JsonObject server && server["allowed_tools"] is JsonObject allowed
                && allowed["tool_names"] is JsonArray names)
            {
                server["allowed_tools"] = names.DeepClone();
            }
        }

        return root;
    }

    private static IEnumerable<Difference> Compare(string path, JsonNode? theirs, JsonNode? ours)
    {
        if (theirs is JsonObject left && ours is JsonObject right)
        {
            foreach (var name in left.Select(field => field.Key).Union(right.Select(field => field.Key)))
            {
                var isThere = left.TryGetPropertyValue(name, out var expected);
                var isHere = right.TryGetPropertyValue(name, out var actual);
                if (!isThere || !isHere)
                {
                    yield return new Difference($"{path}/{name}", Show(isThere, expected), Show(isHere, actual));
                    continue;
                }

                foreach (var difference in Compare($"{path}/{name}", expected, actual))
                {
                    yield return difference;
                }
            }
        }
        else if (theirs is JsonArray items && ours is JsonArray others && items.Count == others.Count)
        {
            for (var index = 0; index < items.Count; index++)
            {
                foreach (var difference in Compare($"{path}/{index}", items[index], others[index]))
                {
                    yield return difference;
                }
            }
        }
        else if (!SameValue(theirs, ours))
        {
            yield return new Difference(path, Show(true, theirs), Show(true, ours));
        }
    }

    private static string Show(bool isThere, JsonNode? node) =>
        !isThere ? Difference.Absent : node is null ? "null" : InputItems.Show(node);

    /// <summary>Numbers are compared as the options hold them: in single precision.</summary>
    private static bool SameValue(JsonNode? theirs, JsonNode? ours) =>
        JsonNode.DeepEquals(theirs, ours)
        || (theirs is JsonValue left && ours is JsonValue right && left.GetValueKind() == JsonValueKind.Number
            && right.GetValueKind() == JsonValueKind.Number
            && float.Parse(left.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) == float.Parse(
                right.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture));
}
