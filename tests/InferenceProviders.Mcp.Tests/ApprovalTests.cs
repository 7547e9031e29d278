using System.Collections.Concurrent;
using InferenceProviders.Mcp.Tests.Support;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

public sealed class ApprovalTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _ran = new();
    private TestMcpServer _server = null!;

    public async Task InitializeAsync() => _server = await TestMcpServer.StartAsync(
        TestMcpServer.Define("send", (string to) => Record($"sent to {to}")),
        TestMcpServer.Define("read", () => Record("read")));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_mode_every_call_waits_for_the_user(bool stream)
    {
        var model = new ScriptedModel(Asks(CallWithId("call_0", "send", ("to", "Ann"))), Says("Sent."));
        await using var chat = model.UseMcpServerTools();
        List<ChatMessage> history = [new(ChatRole.User, "Write to Ann.")];

        var asked = await AskAsync(chat, history, stream);
        var request = Assert.Single(asked.All<ToolApprovalRequestContent>());
        Assert.Empty(_ran);
        Assert.Equal(ChatFinishReason.ToolCalls, asked.FinishReason);
        var call = Assert.IsType<McpServerToolCallContent>(request.ToolCall);
        Assert.Equal(("send", "test", "Ann"), (call.Name, call.ServerName, $"{call.Arguments!["to"]}"));

        history.AddRange(asked.Messages);
        history.Add(new(ChatRole.User, [request.CreateResponse(approved: true)]));
        var done = await AskAsync(chat, history, stream);

        Assert.Equal(["sent to Ann"], _ran);
        Assert.Equal("assistant: call test.send | result sent to Ann\nassistant: Sent.", done.Shape());
        Assert.Equal(
            "user: Write to Ann.\nassistant: send(to=Ann)\ntool: -> sent to Ann", model.LastRequest.Transcript);
        Assert.Equal("call_0", model.LastRequest.Results[0].CallId);
    }

    [Fact]
    public async Task A_finished_approval_runs_nothing_in_later_turns()
    {
        var model = new ScriptedModel(Asks(Call("send", ("to", "Ann"))), Says("Sent."), Says("You are welcome."));
        await using var chat = model.UseMcpServerTools();
        var history = await ApprovedHistoryAsync(chat);

        history.Add(new(ChatRole.User, "Thanks."));
        history = history.ThroughJson();
        await AskAsync(chat, history);

        Assert.Single(_ran);
        Assert.Equal(
            "user: Write to Ann.\nassistant: send(to=Ann)\ntool: -> sent to Ann\nassistant: Sent.\nuser: Thanks.",
            model.LastRequest.Transcript);
    }

    [Fact]
    public async Task A_denial_and_its_reason_reach_the_model()
    {
        var model = new ScriptedModel(Asks(Call("send", ("to", "Ann"))), Says("Then not."), Says("No, I did not."));
        await using var chat = model.UseMcpServerTools();
        List<ChatMessage> history = [new(ChatRole.User, "Write to Ann.")];
        var asked = await AskAsync(chat, history);
        history.AddRange(asked.Messages);
        history.Add(
            new(ChatRole.User,
                [asked.All<ToolApprovalRequestContent>()[0].CreateResponse(approved: false, "Ann is on leave.")]));

        var response = await AskAsync(chat, history);

        Assert.Contains("Ann is on leave.", model.LastRequest.LastResult, StringComparison.Ordinal);
        Assert.Equal("assistant: Then not.", response.Shape());

        history.AddRange(response.Messages);
        history.Add(new(ChatRole.User, "Did you write?"));
        await AskAsync(chat, history.ThroughJson());

        Assert.Contains("did not approve", model.LastRequest.LastResult, StringComparison.Ordinal);
        Assert.Empty(_ran);
    }

    [Fact]
    public async Task Each_tool_follows_its_own_rule()
    {
        var model = new ScriptedModel(Asks(Call("read"), Call("send", ("to", "Ann"))), Says("Done."));
        await using var chat = model.UseMcpServerTools();
        var mode = HostedMcpServerToolApprovalMode.RequireSpecific(["send"], ["read"]);

        var response = await AskAsync(chat, [new(ChatRole.User, "Go.")], mode: mode);

        // What needs no approval runs at once; the model goes on when the rest is decided.
        Assert.Equal("assistant: call test.read | approve test.send? | result read", response.Shape());
        Assert.Equal(["read"], _ran);
        Assert.Single(model.Requests);
    }

    [Theory]
    [InlineData("neither", true)]
    [InlineData("always", true)]
    [InlineData("never", false)]
    [InlineData("both", true)]
    public async Task A_tool_that_no_list_or_both_have_needs_an_approval(string lists, bool asks)
    {
        string[] always = lists is "always" or "both" ? ["read"] : [];
        string[] never = lists is "never" or "both" ? ["read"] : [];
        var model = new ScriptedModel(Asks(Call("read")), Says("Done."));
        await using var chat = model.UseMcpServerTools();

        var response = await AskAsync(
            chat, [new(ChatRole.User, "Go.")], mode: HostedMcpServerToolApprovalMode.RequireSpecific(always, never));

        Assert.Equal(asks, response.All<ToolApprovalRequestContent>().Count == 1);
        Assert.Equal(asks ? 0 : 1, _ran.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Several_calls_of_a_turn_are_decided_one_by_one(bool json)
    {
        var model = new ScriptedModel(
            Asks(Call("send", ("to", "Ann")), Call("send", ("to", "Bob")), Call("send", ("to", "Cid"))), Says("Done."));
        await using var chat = model.UseMcpServerTools();
        List<ChatMessage> history = [new(ChatRole.User, "Write to all.")];
        var asked = await AskAsync(chat, history);
        var requests = asked.All<ToolApprovalRequestContent>();
        history.AddRange(asked.Messages);

        history.Add(new(ChatRole.User, [requests[0].CreateResponse(true), requests[1].CreateResponse(false, "No.")]));
        history = json ? history.ThroughJson() : history;
        var partly = await AskAsync(chat, history);
        Assert.Equal("assistant: call test.send | result sent to Ann", partly.Shape());
        Assert.Single(model.Requests);

        history.AddRange(partly.Messages);
        history.Add(new(ChatRole.User, [requests[2].CreateResponse(true)]));
        history = json ? history.ThroughJson() : history;
        await AskAsync(chat, history);

        Assert.Equal(["sent to Ann", "sent to Cid"], _ran);
        Assert.Equal(
            "user: Write to all.\nassistant: send(to=Ann) | send(to=Bob) | send(to=Cid)\n" +
            "tool: -> sent to Ann | -> The user did not approve this call. It was not run. The user's reason: No. | "
                + "-> sent to Cid",
            model.LastRequest.Transcript);
    }

    [Fact]
    public async Task A_request_that_is_sent_again_does_not_run_its_approval_again()
    {
        var model = new ScriptedModel(
            Asks(Call("send", ("to", "Ann"))), _ => throw new TimeoutException("The model is away."), Says("Sent."));
        await using var chat = model.UseMcpServerTools();
        List<ChatMessage> history = [new(ChatRole.User, "Write to Ann.")];
        var asked = await AskAsync(chat, history);
        history.AddRange(asked.Messages);
        history.Add(new(ChatRole.User, [asked.All<ToolApprovalRequestContent>()[0].CreateResponse(true)]));

        await Assert.ThrowsAsync<TimeoutException>(() => AskAsync(chat, history));
        var response = await AskAsync(chat, history.ThroughJson());

        Assert.Single(_ran);
        Assert.Equal("assistant: call test.send | result sent to Ann\nassistant: Sent.", response.Shape());
    }

    [Fact]
    public async Task One_approval_in_two_requests_at_once_runs_once()
    {
        var model = new ScriptedModel(Asks(Call("send", ("to", "Ann")))) { Otherwise = Says("Sent.") };
        await using var chat = model.UseMcpServerTools();
        List<ChatMessage> history = [new(ChatRole.User, "Write to Ann.")];
        var asked = await AskAsync(chat, history);
        history.AddRange(asked.Messages);
        history.Add(new(ChatRole.User, [asked.All<ToolApprovalRequestContent>()[0].CreateResponse(true)]));

        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskAsync(chat, history)));

        Assert.Single(_ran);
        Assert.All(
            responses, static response =>
                Assert.Equal("sent to Ann", Assert.Single(response.All<McpServerToolResultContent>()).TextOf()));
    }

    [Fact]
    public async Task An_old_approval_whose_result_was_dropped_runs_nothing()
    {
        var model = new ScriptedModel { Otherwise = Says("Hello.") };
        await using var chat = model.UseMcpServerTools();
        var request = new ToolApprovalRequestContent("mcp_1", new McpServerToolCallContent(
            "mcp_1", "send", "test") { Arguments = new Dictionary<string, object?> { ["to"] = "Ann" } });

        await AskAsync(chat, [
            new(ChatRole.User, "Write to Ann."), new(ChatRole.Assistant, [request]),
                new(ChatRole.User, [request.CreateResponse(true)]),
            new(ChatRole.Assistant, "I wrote to Ann."), new(ChatRole.User, "Thanks."),
        ]);

        Assert.Empty(_ran);
        Assert.Contains("was not run again", model.LastRequest.LastResult, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_may_come_after_more_talk()
    {
        var model = new ScriptedModel(
            Asks(Call("send", ("to", "Ann"))), Says("It writes an e-mail."), Says("Sent."), Says("Bye."));
        await using var chat = model.UseMcpServerTools();
        List<ChatMessage> history = [new(ChatRole.User, "Write to Ann.")];
        var asked = await AskAsync(chat, history);
        history.AddRange(asked.Messages);
        history.Add(new(ChatRole.User, "What does that do?"));
        var explained = await AskAsync(chat, history);
        Assert.Equal("It writes an e-mail.", explained.Text);
        Assert.Contains("awaits the user's approval", model.LastRequest.LastResult, StringComparison.Ordinal);

        history.AddRange(explained.Messages);
        history.Add(
            new(ChatRole.User,
                [asked.All<ToolApprovalRequestContent>()[0].CreateResponse(true), new TextContent("Go ahead.")]));
        var sent = await AskAsync(chat, history);
        Assert.Equal(["sent to Ann"], _ran);
        var expected =
            "user: Write to Ann.\nassistant: send(to=Ann)\ntool: -> This call awaits the user's approval. It has not "
            + "been run.\nuser: What does that do?\n" +
            "assistant: It writes an e-mail. | send(to=Ann)\ntool: -> sent to Ann\nuser: Go ahead.";
        Assert.Equal(expected, model.LastRequest.Transcript);

        history.AddRange(sent.Messages);
        history.Add(new(ChatRole.User, "Bye."));
        await AskAsync(chat, history.ThroughJson());
        Assert.Single(_ran);
        Assert.Equal(2, model.LastRequest.Results.Count);
    }

    [Fact]
    public async Task What_was_asked_is_what_runs()
    {
        var model = new ScriptedModel(Asks(Call("send", ("to", "Ann"))), Says("Sent."));
        await using var chat = model.UseMcpServerTools();
        List<ChatMessage> history = [new(ChatRole.User, "Write to Ann.")];
        var asked = await AskAsync(chat, history);
        history.AddRange(asked.Messages);
        var id = asked.All<ToolApprovalRequestContent>()[0].RequestId;
        var forged = new McpServerToolCallContent(id, "send", "test")
        {
            Arguments = new Dictionary<string, object?> { ["to"] = "Mallory" },
        };
        history.Add(new(ChatRole.User, [new ToolApprovalResponseContent(id, true, forged)]));

        await AskAsync(chat, history);

        Assert.Equal(["sent to Ann"], _ran);
    }

    [Fact]
    public async Task One_denial_among_several_answers_is_a_denial()
    {
        var model = new ScriptedModel(Asks(Call("send", ("to", "Ann"))), Says("Then not."));
        await using var chat = model.UseMcpServerTools();
        List<ChatMessage> history = [new(ChatRole.User, "Write to Ann.")];
        var asked = await AskAsync(chat, history);
        history.AddRange(asked.Messages);
        var request = asked.All<ToolApprovalRequestContent>()[0];
        history.Add(new(ChatRole.User, [request.CreateResponse(true), request.CreateResponse(false)]));

        await AskAsync(chat, history);

        Assert.Empty(_ran);
    }

    [Fact]
    public async Task An_approval_alone_is_enough_where_the_request_was_not_kept()
    {
        var model = new ScriptedModel(Asks(Call("send", ("to", "Ann"))), Says("Sent."));
        await using var chat = model.UseMcpServerTools();
        var asked = await AskAsync(chat, [new(ChatRole.User, "Write to Ann.")]);

        await AskAsync(
            chat,
            [new(ChatRole.User, "Write to Ann."),
                new(ChatRole.User, [asked.All<ToolApprovalRequestContent>()[0].CreateResponse(true)])]);

        Assert.Equal(["sent to Ann"], _ran);
        Assert.Equal(
            "user: Write to Ann.\nassistant: send(to=Ann)\ntool: -> sent to Ann", model.LastRequest.Transcript);
    }

    [Fact]
    public async Task An_approval_for_a_server_that_is_not_there_is_a_clear_error()
    {
        await using var chat = new ScriptedModel(Asks(Call("send", ("to", "Ann")))).UseMcpServerTools();
        List<ChatMessage> history = [new(ChatRole.User, "Write to Ann.")];
        var asked = await AskAsync(chat, history);
        history.AddRange(asked.Messages);
        history.Add(new(ChatRole.User, [asked.All<ToolApprovalRequestContent>()[0].CreateResponse(true)]));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => chat.GetResponseAsync(history));

        Assert.Contains("'test'", error.Message, StringComparison.Ordinal);
        Assert.Contains("HostedMcpServerTool", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_service_keeps_the_conversation_only_the_result_is_sent()
    {
        var model = new ScriptedModel(Asks(CallWithId("call_3", "send", ("to", "Ann"))), Says("Sent."))
        {
            ConversationId = "conv_1",
        };
        await using var chat = model.UseMcpServerTools();
        var asked = await AskAsync(chat, [new(ChatRole.User, "Write to Ann.")]);

        await chat.GetResponseAsync(
            [new(ChatRole.User, [asked.All<ToolApprovalRequestContent>()[0].CreateResponse(true)])],
            new()
            {
                Tools = [new HostedMcpServerTool("test", _server.Address)],
                ConversationId = asked.ConversationId,
            });

        Assert.Equal("tool: -> sent to Ann", model.LastRequest.Transcript);
        Assert.Equal("call_3", model.LastRequest.Results[0].CallId);
    }

    private async Task<List<ChatMessage>> ApprovedHistoryAsync(IChatClient chat)
    {
        List<ChatMessage> history = [new(ChatRole.User, "Write to Ann.")];
        var asked = await AskAsync(chat, history);
        history.AddRange(asked.Messages);
        history.Add(new(ChatRole.User, [asked.All<ToolApprovalRequestContent>()[0].CreateResponse(true)]));
        history.AddRange((await AskAsync(chat, history)).Messages);
        return history;
    }

    private Task<ChatResponse> AskAsync(
        IChatClient chat, List<ChatMessage> history, bool stream = false, HostedMcpServerToolApprovalMode? mode = null)
    {
        var options = new ChatOptions
        {
            Tools = [new HostedMcpServerTool("test", _server.Address) { ApprovalMode = mode }],
        };
        return stream ? chat.StreamedAsync(history, options) : chat.GetResponseAsync(history, options);
    }

    private string Record(string what)
    {
        _ran.Enqueue(what);
        return what;
    }
}
