using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Suites;

/// <summary>
/// What callers ask, and the fields that chat completions must have for it: the expectations of dotnet/extensions' own
/// tests of its chat client, in our words. Schemas are the subject of other tests, and left out of both sides.
/// </summary>
internal static class ChatRequests
{
    private static readonly AIFunction Age = AIFunctionFactory.Create(
        ([Description("Whose age")] string name) => 42, "get_age", "The age of a person.");

    private static readonly DataContent Picture = new("AQ=="u8.ToArray(), "image/png");

    private static ChatMessage[] Hello => [new(ChatRole.User, "hello")];

    private const string Greeting = """[{"role":"user","content":"hello"}]""";
    private const string Tool =
        """[{"type":"function","function":{"name":"get_age","description":"The age of a person."}}]""";

    private static readonly string StrictTool =
        Tool.Replace("person.\"}", "person.\",\"strict\":true}", StringComparison.Ordinal);

    public static IReadOnlyList<(string Name, ChatMessage[] Messages, ChatOptions? Options, string Fields)> All
    {
        get;
    } =
    [
        ("a question", Hello, null, Fields(Greeting)),
        (
            "sampling", Hello, new() { Temperature = 0.5f, TopP = 0.25f, MaxOutputTokens = 20, Seed = 7 },
            Fields(Greeting, """ "temperature":0.5,"top_p":0.25,"max_tokens":20,"seed":7 """)),
        (
            "penalties and stops", Hello,
            new() { FrequencyPenalty = 0.75f, PresencePenalty = 0.5f, StopSequences = ["a", "b"] },
            Fields(Greeting, """ "frequency_penalty":0.75,"presence_penalty":0.5,"stop":["a","b"] """)),
        (
            "instructions", Hello, new() { Instructions = "Be brief." },
            Fields("""[{"role":"system","content":"Be brief."},{"role":"user","content":"hello"}]""")),
        (
            "several messages",
            [
                new(ChatRole.System, "You are nice."), new(ChatRole.User, "hello"), new(ChatRole.Assistant, "hi"),
                new(ChatRole.User, "how are you?") { AuthorName = "Ann Lee" },
            ],
            null,
            Fields(
                """
                [{"role":"system","content":"You are nice."},{"role":"user","content":"hello"},
                {"role":"assistant","content":"hi"},{"role":"user","name":"Ann_Lee","content":"how are you?"}]
                """)),
        (
            "a system message in parts",
            [new(ChatRole.System, [new TextContent("Be nice."), new TextContent("Be brief.")]), .. Hello],
            null,
            Fields(
                """
                [{"role":"system","content":[{"type":"text","text":"Be nice."},{"type":"text","text":"Be brief."}]},
                {"role":"user","content":"hello"}]
                """)),
        (
            "messages with nothing in them",
            [new(ChatRole.System, []), new(ChatRole.User, "hello"), new(ChatRole.Assistant, []), .. Hello],
            null,
            Fields(
                """
                [{"role":"system","content":""},{"role":"user","content":"hello"},{"role":"assistant","content":""},
                {"role":"user","content":"hello"}]
                """)),
        (
            "a developer", [new(new ChatRole("developer"), "Be nice."), .. Hello], null,
            Fields("""[{"role":"developer","content":"Be nice."},{"role":"user","content":"hello"}]""")),
        ("a function", Hello, new() { Tools = [Age] }, Fields(Greeting, $"\"tools\":{Tool}")),
        (
            "a choice of functions", Hello,
            new() { Tools = [Age], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = false },
            Fields(Greeting, $"\"tools\":{Tool},\"tool_choice\":\"required\",\"parallel_tool_calls\":false")),
        (
            "one function", Hello, new() { Tools = [Age], ToolMode = ChatToolMode.RequireSpecific("get_age") },
            Fields(
                Greeting,
                $"\"tools\":{Tool},"
                    + """ "tool_choice":{"type":"function","function":{"name":"get_age"}} """)),
        (
            "a strict function", Hello,
            new() { Tools = [Age], AdditionalProperties = new() { ["strict"] = true } },
            Fields(Greeting, $"\"tools\":{StrictTool}")),
        (
            "fields of the wire", Hello,
            new()
            {
                AdditionalProperties = new()
                {
                    ["user"] = "u-1", ["logit_bias"] = new Dictionary<string, object?> { ["12"] = 34 },
                },
            },
            Fields(Greeting, """ "user":"u-1","logit_bias":{"12":34} """)),
        (
            "fields of the wire that win over options", Hello,
            new()
            {
                Temperature = 0.5f, TopP = 0.5f, FrequencyPenalty = 0.5f,
                RawRepresentationFactory = _ => new JsonObject { ["temperature"] = 0.25, ["top_logprobs"] = 4 },
            },
            Fields(Greeting, """ "temperature":0.25,"top_p":0.5,"frequency_penalty":0.5,"top_logprobs":4 """)),
        (
            "calls, a text beside them, and what came of them",
            [
                .. Hello,
                new(ChatRole.Assistant, [
                    new TextContent("Let me see."),
                    new FunctionCallContent("c1", "get_age", new Dictionary<string, object?> { ["name"] = "Al" }),
                    new FunctionCallContent("c2", "get_mood")]),
                new(ChatRole.Tool, [
                    new FunctionResultContent("c1", 42), new FunctionResultContent("c2", new { Mood = "glad" }),
                ]),
                new(ChatRole.Tool, [new FunctionResultContent("c3", "a text")]),
            ],
            new() { Tools = [Age] },
            Fields(
                """
                [{"role":"user","content":"hello"},{"role":"assistant","content":"Let me see.","tool_calls":[
                {"id":"c1","type":"function","function":{"name":"get_age","arguments":"{\"name\":\"Al\"}"}},
                {"id":"c2","type":"function","function":{"name":"get_mood","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"c1","content":"42"},
                {"role":"tool","tool_call_id":"c2","content":"{\"mood\":\"glad\"}"},
                {"role":"tool","tool_call_id":"c3","content":"a text"}]
                """,
                $"\"tools\":{Tool}")),
        (
            "a picture, and how closely to look",
            [
                new(ChatRole.User, [
                    new TextContent("What is this?"),
                    new DataContent(Picture.Uri) { AdditionalProperties = new() { ["detail"] = "high" } },
                    new UriContent("https://a.example/a.png", "image/png")]),
            ],
            null,
            Fields(
                """
                [{"role":"user","content":[{"type":"text","text":"What is this?"},
                {"type":"image_url","image_url":{"url":"PICTURE","detail":"high"}},
                {"type":"image_url","image_url":{"url":"https://a.example/a.png"}}]}]
                """.Replace("PICTURE", Picture.Uri, StringComparison.Ordinal))),
        (
            "JSON", Hello, new() { ResponseFormat = ChatResponseFormat.Json },
            Fields(Greeting, """ "response_format":{"type":"json_object"} """)),
        (
            "text", Hello, new() { ResponseFormat = ChatResponseFormat.Text },
            Fields(Greeting, """ "response_format":{"type":"text"} """)),
        .. Efforts,
    ];

    private static IEnumerable<(string, ChatMessage[], ChatOptions?, string)> Efforts =>
        new[]
        {
            (ReasoningEffort.None, "none"), (ReasoningEffort.Low, "low"), (ReasoningEffort.Medium, "medium"),
            (ReasoningEffort.High, "high"), (ReasoningEffort.ExtraHigh, "xhigh"),
        }.Select(static effort => (
            $"effort {effort.Item2}", Hello,
            (ChatOptions?)new ChatOptions { Reasoning = new() { Effort = effort.Item1 } },
            Fields(Greeting, $"\"reasoning_effort\":\"{effort.Item2}\"")));

    /// <summary>The fields as this provider has them.</summary>
    public static JsonObject For(Profile profile, string fields, bool stream)
    {
        var expected = JsonNode.Parse(fields)!.AsObject();
        expected["model"] = profile.Model;
        if (expected.Remove("max_tokens", out var most))
        {
            expected[profile.Dialect.MaxTokensFieldOf(profile.Model)] = most;
        }

        foreach (var omitted in profile.Dialect.OmittedFields)
        {
            expected.Remove(omitted);
        }

        if (stream)
        {
            expected["stream"] = true;
            if (profile.Dialect.StreamUsage)
            {
                expected["stream_options"] = new JsonObject { ["include_usage"] = true };
            }
        }

        return expected;
    }

    /// <summary>What was sent, without the schemas.</summary>
    public static JsonObject Sent(JsonElement body)
    {
        var sent = JsonNode.Parse(body.GetRawText())!.AsObject();
        foreach (var tool in sent["tools"] as JsonArray ?? [])
        {
            Assert.True(tool!["function"]!.AsObject().Remove("parameters"));
        }

        return sent;
    }

    private static string Fields(string messages, string more = "") =>
        $"{{\"messages\":{messages}{(more.Length > 0 ? "," : "")}{more}}}";
}
