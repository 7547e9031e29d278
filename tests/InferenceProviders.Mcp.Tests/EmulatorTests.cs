using System.Text.Json;
using InferenceProviders.Emulator;
using InferenceProviders.Mcp.Tests.Support;

namespace InferenceProviders.Mcp.Tests;

/// <summary>Whole flows over sockets: the router's chat client, the emulated providers, an MCP server.</summary>
public sealed class EmulatorTests : IAsyncLifetime, IDisposable
{
    private EmulatorHost _emulator = null!;
    private InferenceRouter _router = null!;
    private TestMcpServer _server = null!;
    private int _ran;

    public async Task InitializeAsync()
    {
        _emulator = await EmulatorHost.StartAsync();
        _router = new InferenceRouter(_emulator.RouterOptions());
        _server = await TestMcpServer.StartAsync(
            TestMcpServer.Define("get_weather", (string city) =>
            {
                Interlocked.Increment(ref _ran);
                return $"17 degrees and rain in {city}";
            }, "Current weather in a city."),
            TestMcpServer.Define(
                "take_photo", () =>
                    new DataContent(
                        Convert.FromBase64String(
                            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="),
                            "image/png"), "Takes a photo with the camera."));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _emulator.DisposeAsync();
    }

    public void Dispose() => _router.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_calls_a_tool_of_a_server_and_answers_with_its_result(bool stream)
    {
        await using var chat = _router.AsIChatClient("openai/gpt-oss-120b").UseMcpServerTools();
        var options = new ChatOptions { Tools = [_server.Tool("weather")] };
        List<ChatMessage> history = [new(ChatRole.User, "What is the weather in Paris?")];

        var response = stream
            ? await chat.StreamedAsync(history, options)
            : await chat.GetResponseAsync(history, options);

        Assert.Contains("17 degrees and rain in Paris", response.Text, StringComparison.Ordinal);
        Assert.Equal(1, _ran);
        Assert.Equal("Paris", $"{Assert.Single(response.All<McpServerToolCallContent>()).Arguments!["city"]}");
        Assert.Equal(
            2, _emulator.Requests.Count(
                static request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal)));
        Assert.True(response.Usage!.TotalTokenCount > 0);
        Assert.DoesNotContain(
            _server.Received, message =>
                message.Headers.Values.Any(value => value.Contains(_emulator.Token, StringComparison.Ordinal)));
        Assert.True(stream || response.GetRoutingReport() is not null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_approval_goes_out_and_comes_back_through_JSON(bool stream)
    {
        await using var chat = _router.AsIChatClient("openai/gpt-oss-120b").UseMcpServerTools();
        var options = new ChatOptions { Tools = [new HostedMcpServerTool("weather", _server.Address)] };
        List<ChatMessage> history = [new(ChatRole.User, "What is the weather in Paris and London?")];
        var asked = stream ? await chat.StreamedAsync(history, options) : await chat.GetResponseAsync(history, options);
        var requests = asked.All<ToolApprovalRequestContent>();
        Assert.Equal(2, requests.Count);
        Assert.Equal(0, _ran);

        history.AddRange(asked.Messages);
        history.Add(
            new(ChatRole.User,
                [requests[0].CreateResponse(true), requests[1].CreateResponse(false, "London is secret.")]));
        var response = stream
            ? await chat.StreamedAsync(history.ThroughJson(), options)
            : await chat.GetResponseAsync(history.ThroughJson(), options);

        Assert.Contains("17 degrees and rain in Paris", response.Text, StringComparison.Ordinal);
        Assert.Equal(1, _ran);
        using var body = JsonDocument.Parse(
            _emulator.Requests.Last(
                static request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal)).Body);
        var sent = body.RootElement.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(
            ["user", "assistant", "tool", "tool"],
            sent.Select(static message => message.GetProperty("role").GetString()));
        Assert.Contains("London is secret.", sent[3].GetProperty("content").GetString(), StringComparison.Ordinal);

        history.AddRange(response.Messages);
        history.Add(new(ChatRole.User, "Thank you!"));
        await chat.GetResponseAsync(history.ThroughJson(), options);
        Assert.Equal(1, _ran);
    }

    [Fact]
    public async Task An_image_that_a_tool_returns_reaches_a_model_that_sees()
    {
        var model = _emulator.Models.First(static model => model.InputModalities.Contains("image")).Id;
        await using var chat = _router.AsIChatClient(model).UseMcpServerTools();

        var response = await chat.GetResponseAsync("Take a photo.", new() { Tools = [_server.Tool("camera")] });

        Assert.Single(response.All<McpServerToolResultContent>());
        Assert.Contains("image_url", _emulator.Requests[^1].Text, StringComparison.Ordinal);
        Assert.NotEmpty(response.Text);
    }

    [Fact]
    public async Task Functions_and_tools_of_servers_work_together()
    {
        await using var inner = _router.AsIChatClient("openai/gpt-oss-120b").UseMcpServerTools();
        using var chat = inner.AsBuilder().UseFunctionInvocation().Build();
        var time = AIFunctionFactory.Create((string city) => $"noon in {city}", "get_time", "Current time in a city.");

        var response = await chat.GetResponseAsync(
            "What are the weather and the time in Paris?", new() { Tools = [_server.Tool("weather"), time] });

        Assert.Contains("17 degrees and rain in Paris", response.Messages[^1].Text, StringComparison.Ordinal);
        Assert.Contains("noon in Paris", response.Messages[^1].Text, StringComparison.Ordinal);
        Assert.Equal(1, _ran);
    }

    [Fact]
    public async Task An_error_of_the_models_provider_is_not_wrapped()
    {
        await using var chat = _router.AsIChatClient("nobody/no-such-model").UseMcpServerTools();

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => chat.GetResponseAsync("Hello", new() { Tools = [_server.Tool()] }));

        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
    }
}
