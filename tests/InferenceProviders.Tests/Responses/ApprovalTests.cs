using System.Text.Json;
using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Responses;

/// <summary>
/// Approval requests and their answers. The server runs an approved call each time it sees the approval without the
/// call behind it: what was approved once must be sent once.
/// </summary>
public sealed class ApprovalTests
{
    private static readonly ChatOptions Options = new() { Tools = [ResponsesChat.Server()] };

    [Fact]
    public async Task A_request_is_answered_in_the_next_turn_and_never_again()
    {
        await using var server = ScriptedServer.Start(
            Responded.Reply(Responded.Completed(Responded.Approval("mcpr_abc", "add", """{"a":1}"""))),
            Responded.Reply(
                Responded.Completed(
                    Responded.McpCall("mcp_abc", "add", """{"a":1}""", output: "3"), Responded.Message("It is 3."))),
            Responded.Reply(Responded.Completed(Responded.Message("You are welcome."))));
        using var router = server.Router();
        var client = router.Responses();
        List<ChatMessage> history = [.. ResponsesChat.User("Add.")];

        var asked = await client.GetResponseAsync(history, Options);
        var request = Assert.IsType<ToolApprovalRequestContent>(Assert.Single(Assert.Single(asked.Messages).Contents));
        history.AddRange(asked.Messages);
        history.Add(new ChatMessage(ChatRole.User, [request.CreateResponse(approved: true, "go ahead")]));
        var ran = await client.GetResponseAsync(history, Options);
        history.AddRange(ran.Messages);
        history.AddRange(ResponsesChat.User("Thanks."));
        await client.GetResponseAsync(history, Options);

        Assert.Equal("add", ((McpServerToolCallContent)request.ToolCall).Name);
        Assert.Equal(
            [
                """{"role":"user","content":"Add."}""",
                """{"type":"mcp_approval_request","id":"mcpr_abc","server_label":"lab","name":"add","arguments":"{\u0022a\u0022:1}"}""",
                """{"type":"mcp_approval_response","approval_request_id":"mcpr_abc","approve":true,"reason":"go """
                + """ahead"}""",
            ],
            Items(server.Requests[1]));
        Assert.Equal(
            [
                """{"role":"user","content":"Add."}""",
                """{"type":"function_call","call_id":"mcp_abc","name":"add","arguments":"{\u0022a\u0022:1}"}""",
                """{"type":"function_call_output","call_id":"mcp_abc","output":"3"}""",
                """{"type":"message","role":"assistant","content":"It is 3."}""",
                """{"role":"user","content":"Thanks."}""",
            ],
            Items(server.Requests[2]));
    }

    [Fact]
    public async Task A_denial_is_told_with_its_reason_and_remembered_as_a_call_that_was_denied()
    {
        var call = Call("mcpr_1");
        ChatMessage[] turn = [
            .. ResponsesChat.User("Add."), new(ChatRole.Assistant, [new ToolApprovalRequestContent("mcpr_1", call)]),
            new(ChatRole.User, [new ToolApprovalResponseContent("mcpr_1", false, call) { Reason = "too risky" }])];

        var now = await ResponsesChat.BodyAsync(turn, Options);
        var later = await ResponsesChat.BodyAsync(
            [.. turn, new(ChatRole.Assistant, "Then not."), .. ResponsesChat.User("Why?")], Options);

        Assert.Equal(
            """{"type":"mcp_approval_response","approval_request_id":"mcpr_1","approve":false,"reason":"too risky"}""",
            Items(now).Last());
        Assert.Equal(
            [
                """{"role":"user","content":"Add."}""",
                """{"type":"function_call","call_id":"mcpr_1","name":"add","arguments":"{}"}""",
                """{"type":"function_call_output","call_id":"mcpr_1","output":"The user denied this call: too """
                + """risky"}""",
                """{"type":"message","role":"assistant","content":"Then not."}""",
                """{"role":"user","content":"Why?"}""",
            ],
            Items(later));
    }

    [Fact]
    public async Task Several_requests_are_answered_in_one_turn_each_once()
    {
        var first = Call("mcpr_1");
        var second = Call("mcpr_2");
        var body = await ResponsesChat.BodyAsync(
            [
                .. ResponsesChat.User("Add twice."),
                new(ChatRole.Assistant,
                    [new ToolApprovalRequestContent("mcpr_1", first),
                        new ToolApprovalRequestContent("mcpr_2", second)]),
                new(ChatRole.User,
                    [new ToolApprovalResponseContent("mcpr_1", true, first),
                        new ToolApprovalResponseContent("mcpr_2", false, second),
                        new ToolApprovalResponseContent("mcpr_1", true, first)]),
                new(ChatRole.User, [new ToolApprovalResponseContent("mcpr_1", true, first)]),
            ],
            Options);

        Assert.Equal(
            ["mcp_approval_request mcpr_1", "mcp_approval_request mcpr_2", "mcp_approval_response mcpr_1",
                "mcp_approval_response mcpr_2"], Approvals(body));
    }

    [Fact]
    public async Task An_answer_whose_request_is_not_in_the_history_brings_it_along()
    {
        var body = await ResponsesChat.BodyAsync(
            [.. ResponsesChat.User("Add."),
                new(ChatRole.Tool, [new ToolApprovalResponseContent("mcpr_1", true, Call("mcpr_1"))])], Options);

        Assert.Equal(["mcp_approval_request mcpr_1", "mcp_approval_response mcpr_1"], Approvals(body));
    }

    [Fact]
    public async Task A_request_that_nobody_answered_is_not_sent()
    {
        var body = await ResponsesChat.BodyAsync(
            [.. ResponsesChat.User("Add."),
                new(ChatRole.Assistant, [new ToolApprovalRequestContent("mcpr_1", Call("mcpr_1"))]),
                .. ResponsesChat.User("Never mind.")], Options);

        Assert.Empty(Approvals(body));
    }

    [Fact]
    public async Task An_approval_that_is_added_again_after_its_call_ran_is_not_sent()
    {
        var call = Call("mcpr_abc");
        var body = await ResponsesChat.BodyAsync(
            [
                .. ResponsesChat.User("Add."),
                new(ChatRole.Assistant, [new ToolApprovalRequestContent("mcpr_abc", call)]),
                new(ChatRole.User, [new ToolApprovalResponseContent("mcpr_abc", true, call)]),
                new(ChatRole.Assistant,
                    [Call("mcp_abc"), new McpServerToolResultContent("mcp_abc") { Outputs = [new TextContent("3")] }]),
                new(ChatRole.User, [new ToolApprovalResponseContent("mcpr_abc", true, call)]),
            ],
            Options);

        Assert.Empty(Approvals(body));
        Assert.Contains("function_call_output", body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_left_without_its_call_is_not_sent_either()
    {
        var call = Call("mcpr_abc");
        var body = await ResponsesChat.BodyAsync(
            [
                .. ResponsesChat.User("Add."),
                new(ChatRole.Assistant, [new ToolApprovalRequestContent("mcpr_abc", call)]),
                new(ChatRole.User, [new ToolApprovalResponseContent("mcpr_abc", true, call)]),
                new(ChatRole.Assistant, "It is 3."),
                .. ResponsesChat.User("Thanks."),
            ],
            Options);

        Assert.Equal(
            ["Add.", "It is 3.", "Thanks."], body.GetProperty("input").EnumerateArray()
            .Select(item => item.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task Yes_and_no_to_one_request_are_refused()
    {
        var call = Call("mcpr_1");

        var error = await Assert.ThrowsAsync<ArgumentException>(() => ResponsesChat.BodyAsync(
            [.. ResponsesChat.User(),
                new(ChatRole.User,
                    [new ToolApprovalResponseContent("mcpr_1", true, call),
                        new ToolApprovalResponseContent("mcpr_1", false, call)])], Options));

        Assert.Contains("both approved and denied", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_the_tool_that_asked_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => ResponsesChat.BodyAsync(
            [.. ResponsesChat.User(),
                new(ChatRole.User, [new ToolApprovalResponseContent("mcpr_1", true, Call("mcpr_1"))])],
                new ChatOptions { Tools = [ResponsesChat.Server("other")] }));

        Assert.Contains("HostedMcpServerTool 'lab'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_survive_a_history_that_went_through_json()
    {
        var call = Call("mcpr_1");
        List<ChatMessage> history = [
            .. ResponsesChat.User("Add."), new(ChatRole.Assistant, [new ToolApprovalRequestContent("mcpr_1", call)]),
            new(ChatRole.User, [new ToolApprovalResponseContent("mcpr_1", true, call) { Reason = "ok" }])];

        Assert.Equal(
            (await ResponsesChat.BodyAsync(history, Options))
            .GetRawText(), (await ResponsesChat.BodyAsync(ResponsesChat.ThroughJson(history), Options)).GetRawText());
    }

    private static McpServerToolCallContent Call(string id) => new(id, "add", "lab")
    {
        Arguments = new Dictionary<string, object?>(),
    };

    private static IEnumerable<string> Items(ReceivedRequest request) => Items(request.Json);

    private static IEnumerable<string> Items(JsonElement body) =>
        body.GetProperty("input").EnumerateArray().Select(item => JsonSerializer.Serialize(item));

    private static IEnumerable<string> Approvals(JsonElement body) => body.GetProperty("input").EnumerateArray()
        .Where(
            item =>
                item.TryGetProperty("type", out var type)
                && type.GetString()!.StartsWith("mcp_", StringComparison.Ordinal))
        .Select(
            item =>
                $"{item.GetProperty("type").GetString()} {(item.TryGetProperty("id", out var id) ? id : item.GetProperty("approval_request_id")).GetString()}");
}
