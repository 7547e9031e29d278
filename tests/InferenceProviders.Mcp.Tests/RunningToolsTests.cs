using InferenceProviders.Mcp.Tests.Support;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

public sealed class RunningToolsTests : IAsyncLifetime
{
    private readonly Gate _gate = new();
    private TestMcpServer _server = null!;

    public async Task InitializeAsync() => _server = await TestMcpServer.StartAsync(
        TestMcpServer.Define("add", (int a, int b) => $"{a + b}", "Adds two numbers."),
        TestMcpServer.Define("wait", async (string text, CancellationToken stop) =>
        {
            await _gate.PassAsync(stop);
            return text;
        }));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Tools_of_a_server_are_offered_as_functions_and_run()
    {
        var model = new ScriptedModel(Asks(CallWithId("call_0", "add", ("a", 2), ("b", 3))), Says("It is 5."));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("What is 2 + 3?", new() { Tools = [_server.Tool("calc")] });

        Assert.Equal(["add", "wait"], model.Requests[0].FunctionNames);
        Assert.Equal("Adds two numbers.", model.Requests[0].Functions[0].Description);
        Assert.Contains("\"a\"", model.Requests[0].Functions[0].JsonSchema.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("user: What is 2 + 3?\nassistant: add(a=2, b=3)\ntool: -> 5", model.Requests[1].Transcript);
        Assert.Equal("call_0", model.Requests[1].Results[0].CallId);
        var call = Assert.IsType<McpServerToolCallContent>(response.Messages[0].Contents[0]);
        var result = Assert.IsType<McpServerToolResultContent>(response.Messages[0].Contents[1]);
        Assert.Equal(("add", "calc", call.CallId), (call.Name, call.ServerName, result.CallId));
        Assert.Equal("5", Assert.IsType<TextContent>(Assert.Single(result.Outputs!)).Text);
        Assert.Equal("It is 5.", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Fact]
    public async Task Streaming_gives_what_a_response_gives()
    {
        Func<ModelRequest, ChatMessage>[] script =
        [
            _ => new ChatMessage(
                ChatRole.Assistant,
                [new TextReasoningContent("Hm."), new TextContent("Let me see."), Call("add", ("a", 1), ("b", 1)),
                    Call("add", ("a", 2), ("b", 2))]),
            Asks(Call("add", ("a", 3), ("b", 3))),
            Says("Done."),
        ];
        var usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 2, TotalTokenCount = 12 };
        await using var whole = new ScriptedModel(script) { UsagePerTurn = usage }.UseMcpServerTools();
        await using var streamed = new ScriptedModel(script) { UsagePerTurn = usage }.UseMcpServerTools();
        var options = new ChatOptions { Tools = [_server.Tool()] };

        var one = await whole.GetResponseAsync("Go.", options);
        var other = await streamed.StreamedAsync([new(ChatRole.User, "Go.")], options);

        Assert.Equal(
            "assistant: TextReasoningContent | Let me see. | call test.add | call test.add | result 2 | result "
            + "4\nassistant: call test.add | result 6\nassistant: Done.",
            one.Shape());
        Assert.Equal(one.Shape(), other.Shape());
        Assert.Equal(36, one.Usage!.TotalTokenCount);
        Assert.Equal(36, other.Usage!.TotalTokenCount);
        Assert.Equal((one.FinishReason, one.ModelId), (other.FinishReason, other.ModelId));
        Assert.Equal(
            one.Messages.Select(static message => message.MessageId),
            other.Messages.Select(static message => message.MessageId));
        Assert.Equal(10, usage.InputTokenCount);
    }

    [Fact]
    public async Task The_callers_messages_and_options_stay_as_they_are()
    {
        var model = new ScriptedModel(Asks(Call("add", ("a", 1), ("b", 1))), Says("2"), Says("Fine."));
        await using var chat = model.UseMcpServerTools();
        var hosted = _server.Tool();
        var options = new ChatOptions
        {
            Tools = [hosted],
            Instructions = "Be brief.",
            ToolMode = ChatToolMode.RequireAny,
            ConversationId = null,
        };
        List<ChatMessage> history = [new(ChatRole.User, "1 + 1?")];

        var response = await chat.GetResponseAsync(history, options);
        history.AddRange(response.Messages);
        history.Add(new(ChatRole.User, "Thanks."));
        var before = history.Select(static message => message.Contents.ToArray()).ToList();
        await chat.GetResponseAsync(history, options);

        Assert.Same(hosted, Assert.Single(options.Tools));
        Assert.Equal(("Be brief.", ChatToolMode.RequireAny), (options.Instructions, options.ToolMode));
        Assert.Equal(before, history.Select(static message => message.Contents.ToArray()));
        Assert.Equal("Be brief.", model.LastRequest.Options!.Instructions);
    }

    [Fact]
    public async Task A_required_tool_is_required_once()
    {
        var model = new ScriptedModel(Asks(Call("add", ("a", 1), ("b", 1))), Says("2"));
        await using var chat = model.UseMcpServerTools();

        await chat.GetResponseAsync("1 + 1?", new()
        {
            Tools = [_server.Tool()],
            ToolMode = ChatToolMode.RequireSpecific("add"),
        });

        Assert.Equal(ChatToolMode.RequireSpecific("add"), model.Requests[0].Options!.ToolMode);
        Assert.Null(model.Requests[1].Options!.ToolMode);
    }

    [Fact]
    public async Task A_request_that_has_nothing_to_do_with_MCP_is_passed_through()
    {
        var model = new ScriptedModel(Says("Hi."), Says("Hi."));
        await using var chat = model.UseMcpServerTools();
        var function = AIFunctionFactory.Create(() => 1, "own");

        await chat.GetResponseAsync("Hello");
        await chat.StreamedAsync([new(ChatRole.User, "Hello")], new() { Tools = [function] });

        Assert.Null(model.Requests[0].Options);
        Assert.Same(function, Assert.Single(model.Requests[1].Options!.Tools!));
    }

    [Fact]
    public async Task Calls_of_one_turn_run_side_by_side()
    {
        var model = new ScriptedModel(Asks(Call("wait", ("text", "a")), Call("wait", ("text", "b"))), Says("Done."));
        await using var chat = model.UseMcpServerTools();

        var response = chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        await _gate.ArrivedAsync(2);
        _gate.Open();

        Assert.Equal(
            "assistant: call test.wait | call test.wait | result a | result b\nassistant: Done.", (await response)
            .Shape());
    }

    [Fact]
    public async Task No_more_calls_run_side_by_side_than_allowed()
    {
        var model = new ScriptedModel(
            Asks([.. Enumerable.Range(0, 6).Select(static i => Call("wait", ("text", $"{i}")))]), Says("Done."));
        await using var chat = model.UseMcpServerTools(new() { MaxParallelCalls = 2 });

        var response = chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        await _gate.ArrivedAsync(2);
        _gate.Open();
        await _gate.ArrivedAsync(4);

        Assert.Equal(
            ["0", "1", "2", "3", "4", "5"], (await response).All<McpServerToolResultContent>().Select(Contents.TextOf));
        Assert.Equal(2, _gate.MostInside);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_that_never_stops_calling_is_an_error_that_has_what_ran(bool stream)
    {
        var model = new ScriptedModel { Otherwise = Asks(Call("add", ("a", 1), ("b", 1))) };
        await using var chat = model.UseMcpServerTools(new() { MaxIterations = 3 });
        var options = new ChatOptions { Tools = [_server.Tool()] };

        var error = await Assert.ThrowsAsync<McpToolsException>(() => stream
            ? chat.StreamedAsync([new(ChatRole.User, "Go.")], options) : chat.GetResponseAsync("Go.", options));

        Assert.Equal(McpErrorKind.IterationLimit, error.Kind);
        Assert.Contains("MaxIterations", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, model.Requests.Count);
        Assert.Equal(
            3, error.Messages.SelectMany(static message => message.Contents).OfType<McpServerToolResultContent>()
            .Count());
    }

    [Fact]
    public async Task A_service_that_keeps_the_conversation_is_sent_results_only()
    {
        var model = new ScriptedModel(Asks(CallWithId("call_7", "add", ("a", 1), ("b", 1))), Says("2"))
        {
            ConversationId = "conv_1",
        };
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("1 + 1?", new() { Tools = [_server.Tool()] });

        Assert.Equal("conv_1", model.Requests[1].Options!.ConversationId);
        Assert.Equal("tool: -> 2", model.Requests[1].Transcript);
        Assert.Equal("call_7", model.Requests[1].Results[0].CallId);
        Assert.Equal("conv_1", response.ConversationId);
    }

    [Fact]
    public async Task A_call_of_a_tool_that_nobody_has_is_answered_so_that_the_model_can_do_better()
    {
        var model = new ScriptedModel(Asks(Call("subtract"), Call("")), Says("I cannot."));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("3 - 1?", new() { Tools = [_server.Tool()] });

        Assert.All(
            response.All<McpServerToolResultContent>(), static result =>
                Assert.Equal(McpErrorKind.UnknownTool, result.ErrorOf()));
        Assert.Contains(
            "There is no tool 'subtract'", ModelRequest.Text(model.LastRequest.Results[0]), StringComparison.Ordinal);
        Assert.Equal(0, _server.Count("tools/call"));
    }

    [Fact]
    public async Task Arguments_that_are_no_object_are_answered_and_never_sent()
    {
        var broken = new FunctionCallContent("call_1", "add")
        {
            Exception = new InvalidOperationException("They end in the middle."),
        };
        var model = new ScriptedModel(Asks(broken), Says("Sorry."));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("1 + 1?", new() { Tools = [_server.Tool()] });

        Assert.Equal(
            McpErrorKind.InvalidArguments, Assert.Single(response.All<McpServerToolResultContent>()).ErrorOf());
        Assert.Equal(0, _server.Count("tools/call"));
    }

    [Fact]
    public async Task Cancellation_ends_the_request_while_a_tool_runs()
    {
        var model = new ScriptedModel(Asks(Call("wait", ("text", "a"))));
        await using var chat = model.UseMcpServerTools();
        using var stop = new CancellationTokenSource();

        var response = chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] }, stop.Token);
        await _gate.ArrivedAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response);
    }

    [Fact]
    public async Task A_stream_that_is_left_early_leaves_no_call_running()
    {
        var model = new ScriptedModel(
            _ => new ChatMessage(ChatRole.Assistant, [new TextContent("ok"), Call("wait", ("text", "a"))]),
            Says("Done."));
        await using var chat = model.UseMcpServerTools();
        using var stop = new CancellationTokenSource();
        var updates = chat.GetStreamingResponseAsync("Go.", new() { Tools = [_server.Tool()] }, stop.Token)
            .GetAsyncEnumerator(stop.Token);
        while (await updates.MoveNextAsync()
            && !updates.Current.Contents.Any(static content => content is McpServerToolCallContent))
        {
        }

        // The model's turn is not over: nothing has been run.
        Assert.Equal(0, _server.Count("tools/call"));
        await updates.DisposeAsync();

        Assert.Equal(0, _server.Count("tools/call"));
    }
}
