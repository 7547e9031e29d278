using System.Text.Json;
using InferenceProviders.Mcp.Tests.Support;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

public sealed class HistoryTests
{
    private static readonly byte[] Pixel = [0x89, 0x50, 0x4E, 0x47];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_later_turn_sends_what_the_turn_itself_sent(bool json, bool stream)
    {
        await using var server = await TestMcpServer.StartAsync(
            TestMcpServer.Define("add", (int a, int b) => $"{a + b}"),
            TestMcpServer.Define("draw", () => new DataContent(Pixel, "image/png")));
        var first = CallWithId("call_0", "add", ("a", 1), ("b", 2));
        first.AdditionalProperties = new() { ["signature"] = "abc" };
        var model = new ScriptedModel(
            _ => new ChatMessage(
                ChatRole.Assistant,
                [new TextReasoningContent("Hm."), new TextContent("Adding."), first, CallWithId("call_1", "draw")]),
            Asks(CallWithId("call_0", "add", ("a", 3), ("b", 4))),
            Says("Done."), Says("You are welcome."));
        await using var chat = model.UseMcpServerTools();
        var options = new ChatOptions { Tools = [server.Tool()] };
        List<ChatMessage> history = [new(ChatRole.User, "Go.")];
        var response = stream
            ? await chat.StreamedAsync(history, options)
            : await chat.GetResponseAsync(history, options);
        var sent = model.LastRequest.Transcript;

        history.AddRange(response.Messages);
        history.Add(new(ChatRole.User, "Thanks."));
        history = json ? history.ThroughJson() : history;
        await chat.GetResponseAsync(history, options);

        Assert.Equal($"{sent}\nassistant: Done.\nuser: Thanks.", model.LastRequest.Transcript);
        Assert.Equal(
            "user: Go.\nassistant: <TextReasoningContent> | Adding. | add(a=1, b=2) | draw()\ntool: -> 3 | -> "
            + "<image/png>\nassistant: add(a=3, b=4)\ntool: -> 7",
            sent);
        var call = model.LastRequest.Messages[1].Contents.OfType<FunctionCallContent>().First();
        Assert.Equal("call_0", call.CallId);
        Assert.Equal("abc", call.AdditionalProperties!["signature"]?.ToString());
    }

    [Fact]
    public async Task A_history_of_the_server_side_route_is_understood()
    {
        // As services that run the tools themselves return it: every call with its result beside it, in one message
        // with the answer.
        ChatMessage turn = new(ChatRole.Assistant, [
            new McpServerToolCallContent("mcp_1", "ask", "wiki")
            {
                Arguments = new Dictionary<string, object?> { ["q"] = "a" },
            },
            new McpServerToolResultContent("mcp_1") { Outputs = [new TextContent("A.")] },
            new McpServerToolCallContent("mcp_2", "ask", "wiki")
            {
                Arguments = new Dictionary<string, object?> { ["q"] = "b" },
            },
            new McpServerToolResultContent("mcp_2") { Outputs = [new ErrorContent("Not found")] },
            new TextContent("A, and b is not there."),
        ]);
        var model = new ScriptedModel(Says("Bye."));
        await using var chat = model.UseMcpServerTools();

        await chat.GetResponseAsync([new(ChatRole.User, "a? b?"), turn, new(ChatRole.User, "Bye.")]);

        Assert.Equal(
            "user: a? b?\nassistant: ask(q=a)\ntool: -> A.\nassistant: ask(q=b)\ntool: -> Error: Not "
            + "found\nassistant: A, and b is not there.\nuser: Bye.",
            model.LastRequest.Transcript);
    }

    [Fact]
    public async Task A_call_that_the_service_ran_after_its_approval_is_not_run_again()
    {
        await using var server = await TestMcpServer.StartAsync(TestMcpServer.Define("ask", () => "again"));
        var request = new ToolApprovalRequestContent("mcpr_1", new McpServerToolCallContent("mcpr_1", "ask", "test"));
        var model = new ScriptedModel(Says("Bye."));
        await using var chat = model.UseMcpServerTools();

        await chat.GetResponseAsync(
            [
                new(ChatRole.User, "a?"), new(ChatRole.Assistant, [request]),
                    new(ChatRole.User, [request.CreateResponse(true)]),
                new(ChatRole.Assistant,
                    [new McpServerToolCallContent("mcp_1", "ask", "test"),
                        new McpServerToolResultContent("mcp_1") { Outputs = [new TextContent("A.")] }]),
                new(ChatRole.User, "Bye."),
            ],
            new() { Tools = [server.Tool()] });

        Assert.Equal("user: a?\nassistant: ask()\ntool: -> A.\nuser: Bye.", model.LastRequest.Transcript);
        Assert.Equal(0, server.Count("tools/call"));
    }

    [Fact]
    public async Task A_call_that_broke_off_has_no_result_and_says_so()
    {
        var model = new ScriptedModel(Says("I do not know."));
        await using var chat = model.UseMcpServerTools();

        await chat.GetResponseAsync(
            [new(ChatRole.User, "a?"), new(ChatRole.Assistant, [new McpServerToolCallContent("mcp_1", "ask", "wiki")]),
                new(ChatRole.User, "So?")]);

        Assert.Contains("unknown", model.LastRequest.LastResult, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_is_called_by_the_name_that_it_has_now()
    {
        await using var server = await TestMcpServer.StartAsync(TestMcpServer.Define("search", () => "found"));
        await using var other = await TestMcpServer.StartAsync(TestMcpServer.Define("search", () => "found too"));
        var model = new ScriptedModel(Asks(Call("search")), Says("Found."), Says("Yes."));
        await using var chat = model.UseMcpServerTools();
        List<ChatMessage> history = [new(ChatRole.User, "Go.")];
        history.AddRange((await chat.GetResponseAsync(history, new() { Tools = [server.Tool("docs")] })).Messages);
        history.Add(new(ChatRole.User, "Really?"));

        await chat.GetResponseAsync(history, new() { Tools = [server.Tool("docs"), other.Tool("web")] });

        Assert.Equal(
            "user: Go.\nassistant: docs_search()\ntool: -> found\nassistant: Found.\nuser: Really?",
            model.LastRequest.Transcript);
    }

    [Fact]
    public async Task Structured_content_survives_JSON()
    {
        await using var server = await TestMcpServer.StartAsync(
            ModelContextProtocol.Server.McpServerTool.Create(
                () => new { degrees = 21 }, new() { Name = "weather", UseStructuredContent = true }));
        var model = new ScriptedModel(Asks(Call("weather")), Says("21."));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool()] });

        var result = response.Messages.ThroughJson()[0].Contents.OfType<McpServerToolResultContent>().Single();
        Assert.Equal(
            21, Assert.IsType<JsonElement>(result.AdditionalProperties!["structuredContent"]).GetProperty("degrees")
            .GetInt32());
        Assert.Equal("{\"degrees\":21}", result.TextOf());
    }
}
