using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Writing;

/// <summary>Tool calls and their results in the history.</summary>
public sealed class ToolMessageTests
{
    private static readonly ChatMessage Ask = new(ChatRole.User, "Weather?");

    [Fact]
    public async Task Parallel_calls_and_their_results_arrive_in_order()
    {
        var messages = await Sent.MessagesAsync(
            Ask,
            new(ChatRole.Assistant, [
                new TextContent("Let me see."),
                new FunctionCallContent(
                    "a", "weather",
                    new Dictionary<string, object?> { ["city"] = "Paris", ["days"] = 2, ["deep"] = new[] { 1.5 },
                        ["none"] = null }),
                new FunctionCallContent("b", "time")]),
            new(ChatRole.Tool, [new FunctionResultContent("a", "sunny"), new FunctionResultContent("b", "noon")]));

        Sent.Same(
            """{"role":"assistant","content":"Let me see.","tool_calls":[{"id":"a","type":"function","function":"""
            + """{"name":"weather","arguments":"{\"city\":\"Paris\",\"days\":2,\"deep\":[1.5],\"none\":null}"}},"""
            + """{"id":"b","type":"function","function":{"name":"time","arguments":"{}"}}]}""",
            messages[1]);
        Sent.Same("""{"role":"tool","tool_call_id":"a","content":"sunny"}""", messages[2]);
        Sent.Same("""{"role":"tool","tool_call_id":"b","content":"noon"}""", messages[3]);
        Assert.Equal(4, messages.Count);
    }

    [Fact]
    public async Task A_call_without_text_has_null_content()
    {
        var messages = await Sent.MessagesAsync(
            Ask, new(ChatRole.Assistant, [new FunctionCallContent("a", "f")]),
            new(ChatRole.Tool, [new FunctionResultContent("a", 1)]));
        Assert.Equal(JsonValueKind.Null, messages[1].GetProperty("content").ValueKind);
    }

    public static TheoryData<string> Results => [.. ResultTable.Keys];

    private static Dictionary<string, (object? Result, string Text)> ResultTable => new()
    {
        ["text"] = ("sunny \"all\" day", "sunny \"all\" day"),
        ["empty text"] = ("", ""),
        ["null"] = (null, ""),
        ["number"] = (21.5, "21.5"),
        ["bool"] = (true, "true"),
        ["object"] = (new { City = "Paris", Sky = "blue" }, """{"city":"Paris","sky":"blue"}"""),
        ["list"] = (new List<int> { 1, 2 }, "[1,2]"),
        ["dictionary"] = (new Dictionary<string, object?> { ["a"] = null }, """{"a":null}"""),
        ["JSON string"] = (JsonElement.Parse("\"sunny\""), "sunny"),
        ["JSON object"] = (JsonElement.Parse("""{"a": [1]}"""), """{"a":[1]}"""),
        ["what a function gave"] = (JsonSerializer.SerializeToElement(
            new { City = "M\u00fcnchen" }, AIJsonUtilities.DefaultOptions), "{\"city\":\"M\u00fcnchen\"}"),
        ["JSON null"] = (JsonElement.Parse("null"), "null"),
        ["undefined JSON"] = (default(JsonElement), ""),
        ["JSON node"] = (new JsonObject { ["a"] = 1 }, """{"a":1}"""),
        ["JSON string node"] = (JsonValue.Create("sunny"), "sunny"),
        ["text content"] = (new TextContent("sunny"), "sunny"),
        ["text contents"] = (new AIContent[] { new TextContent("sunny"), new TextContent("warm") }, "sunny\nwarm"),
        ["error content"] = (new ErrorContent("no such city"), "no such city"),
    };

    [Theory]
    [MemberData(nameof(Results))]
    public async Task A_result_of_any_kind_arrives_as_text(string kind)
    {
        var (result, text) = ResultTable[kind];
        var messages = await Sent.MessagesAsync(
            Ask, new(ChatRole.Assistant, [new FunctionCallContent("a", "f")]),
            new(ChatRole.Tool, [new FunctionResultContent("a", result)]));
        Assert.Equal(text, messages[2].GetProperty("content").GetString());
        Assert.Equal(3, messages.Count);
    }

    [Fact]
    public async Task An_exception_without_a_result_is_told_to_the_model()
    {
        var messages = await Sent.MessagesAsync(
            Ask, new(ChatRole.Assistant, [new FunctionCallContent("a", "f")]),
            new(ChatRole.Tool,
                [new FunctionResultContent("a", null) { Exception = new InvalidOperationException("No such city") }]));
        Assert.Equal("Error: No such city", messages[2].GetProperty("content").GetString());
    }

    [Fact]
    public async Task An_exception_beside_a_result_stays_with_the_caller()
    {
        var messages = await Sent.MessagesAsync(
            Ask, new(ChatRole.Assistant, [new FunctionCallContent("a", "f")]),
            new(ChatRole.Tool,
                [new FunctionResultContent(
                    "a", "Error: Function failed.") { Exception = new InvalidOperationException("internal") }]));
        Assert.Equal("Error: Function failed.", messages[2].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Images_that_tools_return_follow_all_results_in_a_message_of_the_user()
    {
        var messages = await Sent.MessagesAsync(
            Ask,
            new(ChatRole.Assistant, [new FunctionCallContent("a", "draw"), new FunctionCallContent("b", "time")]),
            new(ChatRole.Tool,
                [new FunctionResultContent(
                    "a", new AIContent[] { new TextContent("Drawn."),
                        new DataContent(new byte[] { 1, 2, 3 }, "image/png") })]),
            new(ChatRole.Tool, [new FunctionResultContent("b", "noon")]),
            new(ChatRole.User, "And?"));

        Assert.Equal(
            ["user", "assistant", "tool", "tool", "user", "user"],
            messages.Select(message => message.GetProperty("role").GetString()));
        Assert.StartsWith("Drawn.", messages[2].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal("noon", messages[3].GetProperty("content").GetString());
        Sent.Same(
            """{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}}""",
            messages[4].GetProperty("content")[1]);
        Assert.Contains(
            "call a", messages[4].GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("And?", messages[5].GetProperty("content").GetString());
    }

    [Fact]
    public async Task A_result_in_a_message_of_the_user_is_a_result_too()
    {
        var messages = await Sent.MessagesAsync(
            Ask, new(ChatRole.Assistant, [new FunctionCallContent("a", "f")]),
            new(ChatRole.User, [new FunctionResultContent("a", "x")]));
        Assert.Equal("tool", messages[2].GetProperty("role").GetString());
    }

    [Fact]
    public async Task Text_beside_results_is_told_by_the_user()
    {
        var messages = await Sent.MessagesAsync(
            Ask, new(ChatRole.Assistant, [new FunctionCallContent("a", "f")]),
            new(ChatRole.Tool, [new FunctionResultContent("a", "x"), new TextContent("and this")]));
        Sent.Same("""{"role":"tool","tool_call_id":"a","content":"x"}""", messages[2]);
        Sent.Same("""{"role":"user","content":"and this"}""", messages[3]);
    }

    [Fact]
    public async Task A_tool_message_with_text_and_no_result_is_told_by_the_user()
    {
        var messages = await Sent.MessagesAsync(Ask, new(ChatRole.Tool, "sunny"));
        Sent.Same("""{"role":"user","content":"sunny"}""", messages[1]);
    }

    [Fact]
    public async Task A_tool_message_without_a_result_is_refused()
    {
        var error = await Sent.RefusedAsync<InferenceException>([Ask, new(ChatRole.Tool, [])]);
        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
    }

    [Fact]
    public async Task A_result_that_the_serializer_refuses_is_an_invalid_request()
    {
        var error = await Sent.RefusedAsync<InferenceException>(
            [Ask, new(ChatRole.Assistant, [new FunctionCallContent("a", "f")]),
                new(ChatRole.Tool, [new FunctionResultContent("a", new Loop())])]);
        Assert.Equal(InferenceErrorKind.InvalidRequest, error.Kind);
        Assert.Contains(nameof(Loop), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Strict_is_sent_when_asked_for_by_the_tool_or_for_all(bool? strict)
    {
        var own = AIFunctionFactory.Create((int x) => x, new AIFunctionFactoryOptions
        {
            Name = "own",
            AdditionalProperties = strict is null ? null : new Dictionary<string, object?> { ["strict"] = strict },
        });
        var function = (await Sent.BodyAsync(new ChatOptions { Tools = [own] }))
            .GetProperty("tools")[0].GetProperty("function");
        Assert.Equal(strict, function.TryGetProperty("strict", out var sent) ? sent.GetBoolean() : null);

        var all = AIFunctionFactory.Create((int x) => x, "all");
        var body = await Sent.BodyAsync(new ChatOptions
        {
            Tools = [all],
            AdditionalProperties = strict is null ? null : new() { ["strict"] = strict },
        });
        Assert.Equal(
            strict, body.GetProperty("tools")[0].GetProperty("function").TryGetProperty("strict", out sent)
                ? sent.GetBoolean()
                : null);
        Assert.False(body.TryGetProperty("strict", out _));
    }

    [Fact]
    public async Task A_tools_own_strict_wins_over_that_for_all()
    {
        var own = AIFunctionFactory.Create((int x) => x, new AIFunctionFactoryOptions
        {
            Name = "own",
            AdditionalProperties = new Dictionary<string, object?> { ["strict"] = false },
        });
        var body = await Sent.BodyAsync(new ChatOptions
        {
            Tools = [own],
            AdditionalProperties = new() { ["strict"] = true },
        });
        Assert.False(body.GetProperty("tools")[0].GetProperty("function").GetProperty("strict").GetBoolean());
    }

    private sealed class Loop
    {
        public Loop Self => this;
    }
}
