using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Responses.Comparison;
using InferenceProviders.Conformance.Responses.Replay;
using InferenceProviders.Conformance.Responses.Transcripts;

namespace InferenceProviders.Conformance.Responses;

/// <summary>The replay can fail: a recording that says something else is not matched.</summary>
public sealed class TranscriptHarnessTests
{
    [Theory]
    [InlineData("text", "request/body/temperature", "temperature", "0.3")]
    [InlineData("text", "request/body/input/0", "input", "\"Say goodbye.\"")]
    [InlineData("function-call-turn2", "request/body/input/2", "input/2/output", "\"other\"")]
    [InlineData("function-call-turn2", "request/body/input/1", "input/1/name", "\"other\"")]
    [InlineData("mcp-never", "request/body/tools/0/require_approval", "tools/0/require_approval", "\"always\"")]
    public void Another_request_is_seen(string name, string where, string path, string value)
    {
        var recorded = Find(name);
        var body = JsonNode.Parse(recorded.RequestBody.GetRawText())!;
        var same = RequestComparison.Compare(recorded, Sent(recorded, body), "t");
        Change(body, path.Split('/'), JsonNode.Parse(value));

        Assert.Empty(same);
        Assert.Equal(where, Assert.Single(RequestComparison.Compare(recorded, Sent(recorded, body), "t")).Where);
    }

    [Theory]
    [InlineData("text", "Hello")]
    [InlineData("text-stream", "Hello")]
    [InlineData("reasoning-stream", "Two plus two")]
    [InlineData("function-parallel-stream", "call_parallel1_0")]
    [InlineData("mcp-never", "The sum is 3")]
    public async Task Another_final_response_is_seen(string name, string text)
    {
        var root = JsonNode.Parse(Find(name).Describe())!;
        var final = root["response"]!["body"] ?? root["response"]!["sse"]!.AsArray()[^1]!["data"]!["response"]!;
        var changed = JsonNode.Parse(final["output"]!.ToJsonString().Replace(text, "Other", StringComparison.Ordinal))!;
        Assert.NotEqual(final["output"]!.ToJsonString(), changed.ToJsonString());
        final["output"] = changed;
        var events = root["response"]!["sse"] is not null;

        var differences = await TranscriptReplay.RunAsync(new Transcript(Element(root)));

        // The events of a stream then contradict its final response; a whole response is read as it is.
        Assert.Equal(
            events, differences.Any(difference => difference.Where.StartsWith("answer/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_missing_final_event_is_seen()
    {
        var root = JsonNode.Parse(Find("text-stream").Describe())!;
        var sse = root["response"]!["sse"]!.AsArray();
        var final = sse[^1]!.DeepClone();
        sse.RemoveAt(sse.Count - 1);
        var cut = new Transcript(Element(root));
        sse.Add(final);
        var whole = new Transcript(Element(root));

        Assert.Equal("error Protocol", ExpectedAnswer.Of(cut, streamed: true)[0]);
        Assert.NotEqual(ExpectedAnswer.Of(cut, streamed: true), ExpectedAnswer.Of(whole, streamed: true));
        Assert.Empty(await TranscriptReplay.RunAsync(whole));
    }

    private static SentRequest Sent(Transcript transcript, JsonNode body) =>
        new(transcript.Url, new Dictionary<string, string> { ["Authorization"] = "Bearer t" }, Element(body));

    private static void Change(JsonNode node, string[] path, JsonNode? value)
    {
        foreach (var step in path[..^1])
        {
            node = node is JsonArray
                ? node[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]!
                : node[step]!;
        }

        node[path[^1]] = value;
    }

    private static Transcript Find(string name) => TranscriptFiles.All.First(transcript => transcript.Name == name);

    private static JsonElement Element(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;
}
