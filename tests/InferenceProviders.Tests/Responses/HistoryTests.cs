using System.Text.Json;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Responses;

/// <summary>What hosted MCP servers did is told to the model in later turns, in both protocols.</summary>
public sealed class HistoryTests
{
    private static readonly ChatMessage[] History =
    [
        .. ResponsesChat.User("Add, then look."),
        new(ChatRole.Assistant,
        [
            new AIContent(),
            new TextReasoningContent("I need two tools."),
            new McpServerToolCallContent("mcp_1", "add", "lab")
            {
                Arguments = new Dictionary<string, object?> { ["a"] = 1 },
            },
            new McpServerToolCallContent("mcp_2", "look", "lab"),
            new McpServerToolResultContent("mcp_2") { Outputs = [new ErrorContent("no light")] },
            new McpServerToolCallContent("mcp_3", "add.more", "lab"),
            new McpServerToolResultContent("mcp_3") { Outputs = [new TextContent("3"), new TextContent("4")] },
            new TextContent("It is dark."),
        ]),
        .. ResponsesChat.User("Really?"),
    ];

    [Fact]
    public async Task In_the_responses_api_past_calls_are_function_calls_with_their_results()
    {
        var body = await ResponsesChat.BodyAsync(History, new ChatOptions { Tools = [ResponsesChat.Server()] });

        Assert.Equal(
            [
                """{"role":"user","content":"Add, then look."}""",
                """reasoning""",
                """{"type":"function_call","call_id":"mcp_1","name":"add","arguments":"{\u0022a\u0022:1}"}""",
                """{"type":"function_call","call_id":"mcp_2","name":"look","arguments":"{}"}""",
                """{"type":"function_call_output","call_id":"mcp_1","output":"The tool was not run."}""",
                """{"type":"function_call_output","call_id":"mcp_2","output":"Error: no light"}""",
                """{"type":"function_call","call_id":"mcp_3","name":"add_more","arguments":"{}"}""",
                """{"type":"function_call_output","call_id":"mcp_3","output":"3\n4"}""",
                """{"type":"message","role":"assistant","content":"It is dark."}""",
                """{"role":"user","content":"Really?"}""",
            ],
            body.GetProperty("input").EnumerateArray()
            .Select(item => item.TryGetProperty("type", out var type) && type.ValueEquals("reasoning") ? "reasoning"
            : JsonSerializer.Serialize(item)));
    }

    [Fact]
    public async Task In_chat_completions_each_turn_of_the_model_has_its_calls_and_then_their_results()
    {
        var body = await ChatBodyAsync(History);

        Assert.Equal(
            [
                """{"role":"user","content":"Add, then look."}""",
                """{"role":"assistant","content":null,"reasoning_content":"I need two tools.","tool_calls":"""
                + """[{"id":"mcp_1","type":"function","function":{"name":"add","arguments":"{\u0022a\u0022:1}"}},"""
                + """{"id":"mcp_2","type":"function","function":{"name":"look","arguments":"{}"}}]}""",
                """{"role":"tool","tool_call_id":"mcp_1","content":"The tool was not run."}""",
                """{"role":"tool","tool_call_id":"mcp_2","content":"Error: no light"}""",
                """{"role":"assistant","content":null,"tool_calls":[{"id":"mcp_3","type":"function","function":"""
                + """{"name":"add_more","arguments":"{}"}}]}""",
                """{"role":"tool","tool_call_id":"mcp_3","content":"3\n4"}""",
                """{"role":"assistant","content":"It is dark."}""",
                """{"role":"user","content":"Really?"}""",
            ],
            body.GetProperty("messages").EnumerateArray().Select(item => JsonSerializer.Serialize(item)));
    }

    [Fact]
    public async Task Images_that_an_mcp_tool_gave_follow_its_result()
    {
        ChatMessage[] history =
        [
            .. ResponsesChat.User("Look."),
            new(ChatRole.Assistant,
                [new McpServerToolCallContent("mcp_1", "look", "lab"),
                    new McpServerToolResultContent(
                        "mcp_1") { Outputs = [
                            new TextContent("a cat"), new DataContent(new byte[] { 4 }, "image/png")] }]),
            .. ResponsesChat.User("What colour?"),
        ];

        var items = (await ResponsesChat.BodyAsync(history)).GetProperty("input").EnumerateArray().ToList();
        var messages = (await ChatBodyAsync(history)).GetProperty("messages").EnumerateArray().ToList();

        Assert.Equal(
            "data:image/png;base64,BA==", items[3].GetProperty("content")[1].GetProperty("image_url").GetString());
        Assert.Equal(
            "data:image/png;base64,BA==", messages[3].GetProperty("content")[1].GetProperty("image_url")
            .GetProperty("url").GetString());
    }

    [Fact]
    public async Task A_function_call_beside_mcp_calls_keeps_its_place_and_its_result()
    {
        ChatMessage[] history =
        [
            .. ResponsesChat.User("Both."),
            new(ChatRole.Assistant,
                [new McpServerToolCallContent("mcp_1", "add", "lab"),
                    new McpServerToolResultContent("mcp_1") { Outputs = [new TextContent("3")] },
                    new FunctionCallContent("call_1", "weather")]),
            new(ChatRole.Tool, [new FunctionResultContent("call_1", "sunny")]),
        ];

        var roles = (await ChatBodyAsync(history)).GetProperty("messages").EnumerateArray()
            .Select(
                message =>
                    $"{message.GetProperty("role").GetString()} {(message.TryGetProperty("tool_calls", out var calls) ? calls[0].GetProperty("id").GetString() : message.TryGetProperty("tool_call_id", out var id) ? id.GetString() : "")}");

        Assert.Equal(["user ", "assistant mcp_1", "tool mcp_1", "assistant call_1", "tool call_1"], roles);
    }

    [Fact]
    public async Task An_approval_that_chat_completions_cannot_carry_out_is_refused_with_the_way_out()
    {
        var call = new McpServerToolCallContent("mcpr_1", "add", "lab");

        var error = await Assert.ThrowsAsync<InferenceException>(
            () =>
                ChatBodyAsync(
                    [.. ResponsesChat.User(),
                        new(ChatRole.User, [new ToolApprovalResponseContent("mcpr_1", true, call)])]));

        Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
        Assert.Contains("UseMcpServerTools", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_thought_in_the_text_goes_back_into_the_text()
    {
        await using var server = ScriptedServer.Start(
            Responded.Reply(Responded.Completed(Responded.Message("<think>\nTwo plus two.\n</think>\n\nFour."))));
        using var router = server.Router();

        var first = await router.Responses().GetResponseAsync(ResponsesChat.User("2+2?"));
        await router.Responses()
            .GetResponseAsync(
                [.. ResponsesChat.User("2+2?"), .. ResponsesChat.ThroughJson(first.Messages),
                    .. ResponsesChat.User("Sure?")]);

        Assert.Equal("Four.", first.Text);
        Assert.Equal(
            "<think>\nTwo plus two.\n</think>\n\nFour.", server.Requests[1].Input()[1].GetProperty("content")
            .GetString());
    }

    private static Task<JsonElement> ChatBodyAsync(ChatMessage[] history) =>
        ChatBodyAsync(history, Wire.Answer("""{"role":"assistant","content":"ok"}"""));

    private static async Task<JsonElement> ChatBodyAsync(ChatMessage[] history, string answer)
    {
        await using var server = ScriptedServer.Start(Reply.Json(answer));
        using var router = server.Router();
        await router.AsIChatClient(ResponsesChat.Model).GetResponseAsync(history);
        return Assert.Single(server.Requests).Json;
    }
}
