using InferenceProviders.Mcp.Tests.Support;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

/// <summary>Turns in which the model calls tools of servers and functions of the caller's side by side.</summary>
public sealed class MixedTurnTests : IAsyncLifetime
{
    private readonly AIFunction _own = AIFunctionFactory.Create((string city) => $"Sunny in {city}", "weather");
    private TestMcpServer _server = null!;
    private int _ran;

    public async Task InitializeAsync() =>
        _server = await TestMcpServer.StartAsync(
            TestMcpServer.Define("count", () => $"{Interlocked.Increment(ref _ran)}"));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ours_runs_and_theirs_is_left_to_the_caller(bool stream)
    {
        var model = new ScriptedModel(
            Asks(CallWithId("c1", "count"), CallWithId("c2", "weather", ("city", "Paris"))), Says("1, and sunny."));
        await using var chat = model.UseMcpServerTools();
        var options = new ChatOptions { Tools = [_server.Tool(), _own] };
        List<ChatMessage> history = [new(ChatRole.User, "Go.")];

        var first = stream ? await chat.StreamedAsync(history, options) : await chat.GetResponseAsync(history, options);
        Assert.Equal("assistant: call test.count | function weather | result 1", first.Shape());
        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);

        history.AddRange(first.Messages);
        history.Add(new(ChatRole.Tool, [new FunctionResultContent("c2", "Sunny in Paris")]));
        history = history.ThroughJson();
        var second = stream
            ? await chat.StreamedAsync(history, options)
            : await chat.GetResponseAsync(history, options);

        Assert.Equal("1, and sunny.", second.Text);
        Assert.Equal(1, _ran);
        Assert.Equal(
            "user: Go.\nassistant: count() | weather(city=Paris)\ntool: -> 1\ntool: -> Sunny in Paris",
            model.LastRequest.Transcript);
        Assert.Equal(["c1", "c2"], model.LastRequest.Results.Select(static result => result.CallId));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_function_invoking_client_outside_runs_the_callers_functions(bool stream, bool inBuilder)
    {
        var model = new ScriptedModel(
            Asks(Call("count"), Call("weather", ("city", "Paris"))), Asks(Call("weather", ("city", "Rome"))),
            Asks(Call("count")), Says("Done."));
        using var chat = inBuilder
            ? model.AsBuilder().UseFunctionInvocation().UseMcpServerTools().Build()
            : model.UseMcpServerTools().AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [_server.Tool(), _own] };

        var response = stream
            ? await chat.StreamedAsync([new(ChatRole.User, "Go.")], options)
            : await chat.GetResponseAsync("Go.", options);

        Assert.Equal("Done.", response.Messages[^1].Text);
        Assert.Equal(2, _ran);
        Assert.Equal(
            "user: Go.\nassistant: count() | weather(city=Paris)\ntool: -> 1\ntool: -> Sunny in Paris\nassistant: "
            + "weather(city=Rome)\ntool: -> Sunny in Rome\nassistant: count()\ntool: -> 2",
            model.LastRequest.Transcript);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_open_approval_holds_the_model_until_the_user_decides_though_the_callers_function_has_run(
        bool stream)
    {
        var model = new ScriptedModel(Asks(Call("count"), Call("weather", ("city", "Paris"))), Says("1, and sunny."));
        await using var inner = model.UseMcpServerTools();
        using var chat = inner.AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [new HostedMcpServerTool("test", _server.Address), _own] };
        List<ChatMessage> history = [new(ChatRole.User, "Go.")];

        var first = stream ? await chat.StreamedAsync(history, options) : await chat.GetResponseAsync(history, options);
        Assert.Single(model.Requests);
        Assert.Equal(0, _ran);
        var request = Assert.Single(first.All<ToolApprovalRequestContent>());

        history.AddRange(first.Messages);
        history.Add(new(ChatRole.User, [request.CreateResponse(true)]));
        var second = stream
            ? await chat.StreamedAsync(history, options)
            : await chat.GetResponseAsync(history, options);

        Assert.Equal("1, and sunny.", second.Messages[^1].Text);
        Assert.Equal(1, _ran);
        Assert.Equal(
            "user: Go.\nassistant: count() | weather(city=Paris)\ntool: -> 1\ntool: -> Sunny in Paris",
            model.LastRequest.Transcript);
    }

    [Fact]
    public async Task A_name_that_only_an_outer_client_may_know_is_left_to_it()
    {
        var model = new ScriptedModel(Asks(Call("secret_function")));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool(), _own] });

        Assert.Equal("assistant: function secret_function", response.Shape());
    }

    [Fact]
    public async Task A_call_that_was_answered_already_is_not_run()
    {
        var call = Call("count");
        call.InformationalOnly = true;
        var model = new ScriptedModel(_ => new ChatMessage(ChatRole.Assistant, [call, new TextContent("Counted.")]));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        Assert.Equal(0, _ran);
        Assert.Equal("assistant: function count | Counted.", response.Shape());
    }

    [Fact]
    public void In_a_builder_options_are_checked_when_it_is_built()
    {
        var builder = new ScriptedModel().AsBuilder().UseMcpServerTools(new() { MaxIterations = 0 });

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => builder.Build());

        Assert.Contains("MaxIterations", error.Message, StringComparison.Ordinal);
    }
}
