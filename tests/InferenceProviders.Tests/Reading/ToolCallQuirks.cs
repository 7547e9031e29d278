using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Reading;

/// <summary>How providers send tool calls.</summary>
internal static class ToolCallQuirks
{
    private const string Paris = """{"city":"Paris"}""";
    private const string Rome = """{"city":"Rome"}""";

    public static IEnumerable<Quirk> All =>
    [
        new(
            "tool calls in OpenAI's form, interleaved",
            Events(
                Chunk("""{"role":"assistant","content":null}"""),
                Delta(Call(0, "a", "weather", "")),
                Delta(Call(0, null, null, "{\"city\"")),
                Delta(Call(1, "b", "time", "{\"city\":")),
                Delta(Call(0, null, null, ":\"Paris\"}"), Call(1, null, null, "\"Rome\"}")),
                Chunk("{}", "\"tool_calls\"")) + Done,
            Answer(
                $$"""{"content":null,"tool_calls":"""
                + $$"""[{{Call(0, "a", "weather", Paris)}},{{Call(1, "b", "time", Rome)}}]}""",
                "\"tool_calls\""),
            response => Expect.Calls(response, ("a", "weather", Paris), ("b", "time", Rome))),
        new(
            "an empty function_call beside the answer, as Snowflake sends it",
            Events(
                Chunk("""{"content":"Hi","function_call":{"arguments":"","name":""},"tool_calls":null}"""),
                Chunk("""{"function_call":{"arguments":"","name":""}}""", "\"stop\"")) + Done,
            Answer("""{"content":"Hi","function_call":{"arguments":"","name":""},"refusal":"","tool_calls":null}"""),
            response =>
            {
                Expect.Text(response, "Hi");
                Assert.IsType<TextContent>(Assert.Single(Assert.Single(response.Messages).Contents));
                Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
            }),
        new(
            "an empty function_call beside a call",
            Events(
                Delta(Call(0, "a", "weather", Paris))
                .Replace(
                    "\"delta\":{", "\"delta\":{\"function_call\":{\"arguments\":\"\",\"name\":\"\"},",
                    StringComparison.Ordinal), Chunk("{}", "\"tool_calls\"")) + Done,
            Answer(
                $$"""{"content":"","function_call":{"arguments":"","name":""},"tool_calls":"""
                + $$"""[{{Call(0, "a", "weather", Paris)}}]}""",
                "\"tool_calls\""),
            response => Expect.Calls(response, ("a", "weather", Paris))),
        new(
            "tool-call ids missing",
            Events(
                Delta(Call(0, null, "weather", "{\"city\":")), Delta(Call(0, null, null, "\"Paris\"}")),
                Delta(Call(1, null, "time", Rome)), Chunk("{}", "\"tool_calls\"")) + Done,
            Answer(
                $$"""{"tool_calls":[{{Call(null, null, "weather", Paris)}},{{Call(null, null, "time", Rome)}}]}""",
                "\"tool_calls\""),
            response => Expect.Calls(response, (null, "weather", Paris), (null, "time", Rome))),
        new(
            "tool-call ids null and empty",
            Events(
                Delta("""{"index":0,"id":null,"function":{"name":"weather","arguments":"{\"city\":"}}"""),
                Delta("""{"index":0,"id":"","function":{"name":"","arguments":"\"Paris\"}"}}"""),
                Delta(
                    """{"index":1,"id":"","type":"function","function":{"name":"time","arguments":"{\"city\":"""
                    + """\"Rome\"}"}}"""),
                Chunk("{}", "\"tool_calls\"")) + Done,
            Answer(
                """{"tool_calls":[{"id":null,"function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}},"""
                + """{"id":"","function":{"name":"time","arguments":"{\"city\":\"Rome\"}"}}]}"""),
            response => Expect.Calls(response, (null, "weather", Paris), (null, "time", Rome))),
        new(
            "index missing, ids on the first pieces",
            Events(
                Delta(Call(null, "a", "weather", "{\"city\":")), Delta(Call(null, null, null, "\"Paris\"}")),
                Delta(Call(null, "b", "time", "{\"city\":")), Delta(Call(null, null, null, "\"Rome\"}")),
                Chunk("{}", "\"tool_calls\"")) + Done,
            Answer($$"""{"tool_calls":[{{Call(null, "a", "weather", Paris)}},{{Call(null, "b", "time", Rome)}}]}"""),
            response => Expect.Calls(response, ("a", "weather", Paris), ("b", "time", Rome))),
        new(
            "index repeated, a new id begins a new call",
            Events(
                Delta(Call(0, "a", "weather", "{\"city\":")), Delta(Call(0, null, null, "\"Paris\"}")),
                Delta(Call(0, "b", "weather", "{\"city\":")), Delta(Call(0, null, null, "\"Rome\"}")),
                Chunk("{}", "\"tool_calls\"")) + Done,
            Answer($$"""{"tool_calls":[{{Call(0, "a", "weather", Paris)}},{{Call(0, "b", "weather", Rome)}}]}"""),
            response => Expect.Calls(response, ("a", "weather", Paris), ("b", "weather", Rome))),
        new(
            "index repeated and ids missing: another name begins a new call",
            Events(
                Delta(Call(0, null, "weather", Paris)), Delta(Call(0, null, "time", "{\"city\":")),
                Delta(Call(0, null, null, "\"Rome\"}")), Chunk("{}", "\"tool_calls\"")) + Done,
            Answer($$"""{"tool_calls":[{{Call(0, null, "weather", Paris)}},{{Call(0, null, "time", Rome)}}]}"""),
            response => Expect.Calls(response, (null, "weather", Paris), (null, "time", Rome))),
        new(
            "two calls of one function in one event, without id and index",
            Events(Delta(Call(null, null, "now", ""), Call(null, null, "now", "")), Chunk("{}", "\"tool_calls\""))
            + Done,
            Answer($$"""{"tool_calls":[{{Call(null, null, "now", "")}},{{Call(null, null, "now", "")}}]}"""),
            response => Expect.Calls(response, (null, "now", "{}"), (null, "now", "{}"))),
        new(
            "two calls of one function in one event, index repeated and ids missing",
            Events(
                Delta(Call(0, null, "weather", Paris), Call(0, null, "weather", Rome)), Chunk("{}", "\"tool_calls\""))
                + Done,
            Answer($$"""{"tool_calls":[{{Call(0, null, "weather", Paris)}},{{Call(0, null, "weather", Rome)}}]}"""),
            response => Expect.Calls(response, (null, "weather", Paris), (null, "weather", Rome))),
        new(
            "one id for two calls: the second gets one of its own",
            Events(
                Delta(Call(0, "same", "weather", Paris)), Delta(Call(1, "same", "weather", "{\"city\":")),
                Delta(Call(1, "same", null, "\"Rome\"}")), Chunk("{}", "\"tool_calls\"")) + Done,
            Answer($$"""{"tool_calls":[{{Call(0, "same", "weather", Paris)}},{{Call(1, "same", "weather", Rome)}}]}"""),
            response => Expect.Calls(response, ("same", "weather", Paris), (null, "weather", Rome))),
        new(
            "id and name repeated on every piece",
            Events(
                Delta(Call(0, "a", "weather", "{\"city\"")), Delta(Call(0, "a", "weather", ":\"Par")),
                Delta(Call(0, "a", "weather", "is\"}")), Chunk("{}", "\"tool_calls\"")) + Done,
            null,
            response => Expect.Calls(response, ("a", "weather", Paris))),
        new(
            "the id comes after the name",
            Events(
                Delta(Call(0, null, "weather", "{\"city\"")), Delta(Call(0, "a", null, ":\"Paris\"}")),
                Chunk("{}", "\"tool_calls\"")) + Done,
            null,
            response => Expect.Calls(response, ("a", "weather", Paris))),
        new(
            "arguments as an object",
            Events(
                Delta("""{"index":0,"id":"a","function":{"name":"weather","arguments":{"city":"Paris"}}}"""),
                Chunk("{}", "\"tool_calls\"")) + Done,
            Answer("""{"tool_calls":[{"id":"a","function":{"name":"weather","arguments":{"city":"Paris"}}}]}"""),
            response => Expect.Calls(response, ("a", "weather", Paris))),
        new(
            "arguments empty, null and missing",
            Events(
                Delta("""{"index":0,"id":"a","function":{"name":"now","arguments":""}}"""),
                Delta("""{"index":1,"id":"b","function":{"name":"now","arguments":null}}"""),
                Delta("""{"index":2,"id":"c","function":{"name":"now"}}"""),
                Delta("""{"index":3,"id":"d","function":{"name":"now","arguments":"null"}}"""),
                Chunk("{}", "\"tool_calls\"")) + Done,
            Answer(
                """{"tool_calls":[{"id":"a","function":{"name":"now","arguments":""}},{"id":"b","function":"""
                + """{"name":"now","arguments":null}},{"id":"c","function":{"name":"now"}},{"id":"d","function":"""
                + """{"name":"now","arguments":"null"}}]}"""),
            response =>
                Expect.Calls(response, ("a", "now", "{}"), ("b", "now", "{}"), ("c", "now", "{}"), ("d", "now", "{}"))),
        new(
            "arguments encoded twice",
            Events(
                Delta(
                    """{"index":0,"id":"a","function":{"name":"weather","arguments":"\"{\\\"city\\\":"""
                    + """\\\"Paris\\\"}\""}}"""),
                    Chunk("{}", "\"tool_calls\"")) + Done,
            Answer(
                """{"tool_calls":[{"id":"a","function":{"name":"weather","arguments":"\"{\\\"city\\\":"""
                + """\\\"Paris\\\"}\""}}]}"""),
            response => Expect.Calls(response, ("a", "weather", Paris))),
        new(
            "the older function_call",
            Events(
                Chunk("""{"function_call":{"name":"weather","arguments":""}}"""),
                Chunk("""{"function_call":{"arguments":"{\"city\":\"Paris\"}"}}"""), Chunk("{}", "\"function_call\""))
                + Done,
            Answer("""{"function_call":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}}""", "\"function_call\""),
            response => Expect.Calls(response, (null, "weather", Paris))),
        new(
            "tool calls that end with stop",
            Events(Delta(Call(0, "a", "weather", Paris)), Chunk("{}", "\"stop\"")) + Done,
            Answer($$"""{"tool_calls":[{{Call(0, "a", "weather", Paris)}}]}"""),
            response => Expect.Calls(response, ("a", "weather", Paris))),
        new(
            "tool_calls null and empty beside text",
            Events(Chunk("""{"content":"Hi","tool_calls":null}"""), Chunk("""{"tool_calls":[]}""", "\"stop\"")) + Done,
            Answer("""{"content":"Hi","tool_calls":[]}"""),
            response =>
            {
                Expect.Text(response, "Hi");
                Expect.Finish(response, Microsoft.Extensions.AI.ChatFinishReason.Stop);
            }),
    ];

    private static string Delta(params string[] calls) => Chunk($$"""{"tool_calls":[{{string.Join(',', calls)}}]}""");

    private static string Call(int? index, string? id, string? name, string arguments) =>
        "{" + (index is null ? "" : $"\"index\":{index},") + (id is null ? "" : $"\"id\":\"{id}\",")
            + "\"type\":\"function\",\"function\":{"
        + (name is null ? "" : $"\"name\":\"{name}\",")
            + $"\"arguments\":{System.Text.Json.JsonSerializer.Serialize(arguments)}}}}}";
}
