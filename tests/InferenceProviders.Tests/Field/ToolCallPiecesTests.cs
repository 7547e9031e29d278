using System.Text.Json;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Tool calls as servers really piece them: while the arguments so far are not a whole JSON value, a piece of the same
/// index goes on with the call; when they are one (and not the placeholder <c>{}</c>), it begins another; and what is
/// said again makes no second call.
/// </summary>
[Trait("Category", "Field")]
public sealed class ToolCallPiecesTests
{
    private const string Oslo = """weather {"city":"Oslo"}""";
    private const string Bergen = """weather {"city":"Bergen"}""";

    public static TheoryData<string, string[], string[]> Pieces => new()
    {
        // vllm-project/vllm#23522
        { "another id in every piece",
            [Call(0, "a1", "weather", "{\"ci"), Call(0, "a2", null, "ty\":\"Os"), Call(0, "a3", null, "lo\"}")],
            [Oslo] },
        { "another id in every piece, and the name again",
            [Call(0, "a1", "weather", ""), Call(0, "a2", "weather", "{\"ci"),
                Call(0, "a3", "weather", "ty\":\"Oslo\"}")], [Oslo] },
        { "another id in every piece, and no index",
            [Call(null, "a1", "weather", "{\"ci"), Call(null, "a2", null, "ty\":\"Os"),
                Call(null, "a3", null, "lo\"}")], [Oslo] },
        { "the pieces counted in place of the calls",
            [Call(0, "a", "weather", "{\"ci"), Call(1, "a", null, "ty\":\"Os"), Call(2, "a", null, "lo\"}")], [Oslo] },
        { "another id in every piece of two calls",
            [Call(0, "a1", "weather", "{\"city\":"), Call(0, "a2", null, "\"Oslo\"}"),
                Call(0, "b1", "weather", "{\"city\":"), Call(0, "b2", null, "\"Bergen\"}")], [Oslo, Bergen] },

        // Servers like Gemini's, without ids
        { "whole calls of one index without ids",
            [Call(0, null, "weather", "{\"city\":\"Oslo\"}"), Call(0, null, "weather", "{\"city\":\"Bergen\"}")],
            [Oslo, Bergen] },
        { "whole arguments of one index, and the name once",
            [Call(0, null, "weather", "{\"city\":\"Oslo\"}"), Call(0, null, null, "{\"city\":\"Bergen\"}")],
            [Oslo, Bergen] },
        { "pieces of two calls of one index without ids",
            [Call(0, null, "weather", "{\"city\":"), Call(0, null, null, "\"Oslo\"}"),
                Call(0, null, "weather", "{\"ci"), Call(0, null, null, "ty\":\"Bergen\"}")], [Oslo, Bergen] },
        { "calls without index and ids",
            [Call(null, null, "weather", "{\"city\":"), Call(null, null, null, "\"Oslo\"}"),
                Call(null, null, "weather", "{\"city\":\"Bergen\"}")], [Oslo, Bergen] },
        { "an index that is text",
            ["""{"index":"0","id":"a","function":{"name":"weather","arguments":"{\"city\":"}}""",
                """{"index":"0","function":{"arguments":"\"Oslo\"}"}}"""], [Oslo] },

        // microsoft/autogen#7549, ogx-ai/ogx#5462
        { "a placeholder, and then the pieces",
            [Call(0, "x", "weather", "{}"), Call(0, null, null, "{\"city\":"), Call(0, null, null, "\"Oslo\"}")],
            [Oslo] },
        { "a placeholder with the name again",
            [Call(0, "x", "weather", "{}"), Call(0, "x", "weather", "{\"city\":\"Oslo\"}")], [Oslo] },
        { "a placeholder and another id", [Call(0, "x", "weather", "{}"), Call(0, "y", null, "{\"city\":\"Oslo\"}")],
            [Oslo] },
        { "a placeholder that is null", [Call(0, "x", "weather", "null"), Call(0, null, null, "{\"city\":\"Oslo\"}")],
            [Oslo] },
        { "a placeholder that is an object",
            ["""{"index":0,"id":"x","function":{"name":"weather","arguments":{}}}""",
                """{"index":0,"function":{"arguments":{"city":"Oslo"}}}"""], [Oslo] },
        { "a placeholder and nothing else", [Call(0, "x", "now", "{}"), Call(0, null, null, "")], ["now {}"] },
        { "a placeholder twice", [Call(0, "x", "now", "{}"), Call(0, "x", "now", "{}")], ["now {}"] },
        { "two calls without arguments, each with an id", [Call(0, "x", "now", "{}"), Call(0, "y", "now", "{}")],
            ["now {}", "now {}"] },
        { "placeholders of two functions", [Call(0, "x", "now", "{}"), Call(0, "y", "weather", "{\"city\":\"Oslo\"}")],
            ["now {}", Oslo] },

        // The same kind: what is said again
        { "the whole arguments again",
            [Call(0, "a", "weather", "{\"city\":"), Call(0, "a", null, "\"Oslo\"}"),
                Call(0, "a", null, "{\"city\":\"Oslo\"}")], [Oslo] },
        { "the whole call again, without index",
            [Call(0, "a", "weather", "{\"city\":"), Call(0, null, null, "\"Oslo\"}"),
                Call(null, null, "weather", "{\"city\":\"Oslo\"}")], [Oslo] },
        { "the whole call again, under another id, without a name",
            [Call(0, "a", "weather", "{\"city\":\"Oslo\"}"), Call(0, "b", null, "{\"city\":\"Oslo\"}")], [Oslo] },
        { "all pieces again",
            [Call(0, "a", "weather", "{\"city\":"), Call(0, "a", null, "\"Oslo\"}"), Call(0, "a", null, "{\"city\":"),
                Call(0, "a", null, "\"Oslo\"}")], [Oslo] },
        { "the name again at the end", [Call(0, "a", "weather", "{\"city\":\"Oslo\"}"), Call(0, null, "weather", "")],
            [Oslo] },
        { "one call with two ids is two",
            [Call(0, "a", "weather", "{\"city\":\"Oslo\"}"), Call(0, "b", "weather", "{\"city\":\"Oslo\"}")],
            [Oslo, Oslo] },
        { "both calls again at the end",
            [Call(0, "a", "weather", "{\"city\":\"Oslo\"}"), Call(1, "b", "weather", "{\"city\":\"Bergen\"}"),
                $"{Call(null, null, "weather", "{\"city\":\"Oslo\"}")},{Call(null, null, "weather", "{\"city\":\"Bergen\"}")}"],
                [Oslo, Bergen] },

        // dirac-run/dirac#215: Nebius and Cerebras count pieces, without name and id
        { "arguments at the next index",
            [Call(0, "a", "weather", ""), Call(1, null, null, "{\"city\":\"Os"), Call(1, null, null, "lo\"}")],
            [Oslo] },
        { "arguments at an index of their own each",
            [Call(0, "a", "weather", ""), Call(1, null, null, "{\"city\":\"Os"), Call(2, null, null, "lo\"}"),
                Call(3, "b", "weather", ""), Call(4, null, null, "{\"city\":\"Bergen\"}")], [Oslo, Bergen] },

        // openclaw/openclaw#127603, continuedev/continue#5849, ankit373/hydra#958
        { "a name in pieces",
            [Call(0, "a", "wea", ""), Call(0, null, "ther", ""), Call(0, null, null, "{\"city\":\"Oslo\"}")], [Oslo] },
        { "a name in pieces, each with the id",
            [Call(0, "a", "wea", ""), Call(0, "a", "ther", "{\"city\":"), Call(0, "a", null, "\"Oslo\"}")], [Oslo] },
        { "a name that grows", [Call(0, "a", "wea", ""), Call(0, "a", "weather", "{\"city\":\"Oslo\"}")], [Oslo] },
        { "names of two functions, one without arguments",
            [Call(0, "a", "now", ""), Call(0, "b", "weather", "{\"city\":\"Oslo\"}")], ["now {}", Oslo] },
        { "names of two functions without ids",
            [Call(0, null, "now", ""), Call(0, null, "weather", "{\"city\":\"Oslo\"}")], ["now {}", Oslo] },

        // Arguments in which brackets and quotes mean nothing
        { "brackets in a text",
            [Call(0, "a", "say", "{\"text\":\"}{\\\"]"), Call(0, "b", null, "\\\\\"}"),
                Call(0, "c", "say", "{\"text\":\"\"}")], ["""say {"text":"}{\"]\\"}""", """say {"text":""}"""] },
        { "arguments encoded twice, in pieces",
            [Call(0, "a", "weather", "\"{\\\"city\\\":"), Call(0, "b", null, "\\\"Oslo\\\"}\"")], [Oslo] },
    };

    [Theory]
    [MemberData(nameof(Pieces))]
    public async Task Calls_are_put_together_by_one_rule(string name, string[] pieces, string[] expected)
    {
        var events = Events(pieces.Select(piece => Chunk($$"""{"tool_calls":[{{piece}}]}""")))
            + Events(Chunk("{}", "\"tool_calls\"")) + Done;

        var response = await FieldAnswer.StreamAsync(events);

        Assert.Equal(
            (name, string.Join(" | ", expected)), (name, string.Join(" | ", response.Calls().Select(Describe))));
        Assert.Equal(response.Calls().Count, response.Calls().Select(call => call.CallId).Distinct().Count());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Theory]
    [InlineData(
        """{"tool_calls":[{"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}}]"""
        + ""","function_call":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}}""")]
    [InlineData(
        """{"function_call":{"name":"weather","arguments":"{ \"city\": \"Oslo\" }"},"tool_calls":"""
        + """[{"id":"a","function":{"name":"weather","arguments":{"city":"Oslo"}}}]}""")]
    [InlineData("""{"tool_calls":[{"name":"weather","arguments":{"city":"Oslo"}}]}""")]
    public async Task One_call_in_two_fields_is_one(string message)
    {
        Assert.Equal(
            [Oslo], (await FieldAnswer.WholeAsync(Answer(message, "\"tool_calls\""))).Calls().Select(Describe));
        Assert.Equal(
            [Oslo], (await FieldAnswer.StreamAsync(Events(Chunk(message), Chunk("{}", "\"tool_calls\"")) + Done))
            .Calls().Select(Describe));
    }

    [Fact]
    public async Task Both_fields_in_pieces_are_one_call_too()
    {
        var response = await FieldAnswer.StreamAsync(Events(
            Chunk(
                """{"function_call":{"name":"weather","arguments":"{\"city\":"},"tool_calls":[{"index":0"""
                + ""","id":"a","function":{"name":"weather","arguments":"{\"city\":"}}]}"""),
            Chunk(
                """{"function_call":{"arguments":"\"Oslo\"}"},"tool_calls":[{"index":0,"function":"""
                + """{"arguments":"\"Oslo\"}"}}]}"""),
            Chunk("{}", "\"tool_calls\"")) + Done);

        Assert.Equal([Oslo], response.Calls().Select(Describe));
    }

    private static string Describe(FunctionCallContent call) =>
        $"{call.Name} {JsonSerializer.Serialize(call.Arguments, Readable)}";

    private static readonly JsonSerializerOptions Readable = new(AIJsonUtilities.DefaultOptions)
    {
        WriteIndented = false,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Call(int? index, string? id, string? name, string arguments) =>
        "{" + (index is null ? "" : $"\"index\":{index},") + (id is null ? "" : $"\"id\":\"{id}\",")
            + "\"type\":\"function\",\"function\":{"
        + (name is null ? "" : $"\"name\":\"{name}\",") + $"\"arguments\":{JsonSerializer.Serialize(arguments)}}}}}";
}
