using System.Net;
using System.Net.Sockets;
using InferenceProviders.Mcp.Tests.Support;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

public sealed class FailureTests : IAsyncLifetime
{
    private readonly Gate _gate = new();
    private TestMcpServer _server = null!;
    private int _ran;

    public async Task InitializeAsync() => _server = await TestMcpServer.StartAsync(
        TestMcpServer.Define("count", () => $"{Interlocked.Increment(ref _ran)}"),
        TestMcpServer.Define("fail", string () => throw new McpException("The disk is full.")),
        TestMcpServer.Define(
            "refuse", string () => throw new McpProtocolException("No such page.", McpErrorCode.InvalidParams)),
        TestMcpServer.Define("wait", async (CancellationToken stop) =>
        {
            Interlocked.Increment(ref _ran);
            await _gate.PassAsync(stop);
            return "waited";
        }));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("fail", "The disk is full.")]
    [InlineData("refuse", "No such page.")]
    public async Task An_error_of_a_tool_goes_to_the_model_whatever_was_chosen(string tool, string words)
    {
        var model = new ScriptedModel(Asks(Call(tool)), Says("It failed."));
        await using var chat = model.UseMcpServerTools(new() { OnServerFailure = McpFailureBehavior.Throw });

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        var result = Assert.Single(response.All<McpServerToolResultContent>());
        Assert.Equal(McpErrorKind.ToolError, result.ErrorOf());
        Assert.Contains(words, result.TextOf(), StringComparison.Ordinal);
        Assert.Contains(words, model.LastRequest.LastResult, StringComparison.Ordinal);
        Assert.StartsWith("Error", model.LastRequest.LastResult, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_to_the_model()
    {
        var logs = new CapturedLogs();
        var model = new ScriptedModel(Says("I cannot look that up now."));
        await using var chat = model.UseMcpServerTools(new() { LoggerFactory = logs });
        var options = new ChatOptions
        {
            Tools = [new HostedMcpServerTool("wiki", NobodyAt()), _server.Tool()],
            Instructions = "Be brief.",
        };

        var response = await chat.GetResponseAsync("Go.", options);

        Assert.Equal("I cannot look that up now.", response.Text);
        Assert.StartsWith("Be brief.", model.LastRequest.Options!.Instructions, StringComparison.Ordinal);
        Assert.Contains("'wiki' are not available", model.LastRequest.Options.Instructions, StringComparison.Ordinal);
        Assert.Contains("count", model.LastRequest.FunctionNames);
        Assert.Contains("wiki", logs.ToString(), StringComparison.Ordinal);
        Assert.Equal("Be brief.", options.Instructions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_is_not_there_is_thrown(bool stream)
    {
        await using var chat = new ScriptedModel().UseMcpServerTools(
            new() { OnServerFailure = McpFailureBehavior.Throw });
        var options = new ChatOptions { Tools = [new HostedMcpServerTool("wiki", NobodyAt())] };

        var error = await Assert.ThrowsAsync<McpToolsException>(() => stream
            ? chat.StreamedAsync([new(ChatRole.User, "Go.")], options) : chat.GetResponseAsync("Go.", options));

        Assert.Equal((McpErrorKind.ServerUnavailable, "wiki"), (error.Kind, error.ServerName));
        Assert.Contains("refused", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var time = new ManualTime();
        await using var chat = new ScriptedModel().UseMcpServerTools(
            new() { OnServerFailure = McpFailureBehavior.Throw,
                TimeProvider = time, Connection = new() { ConnectTimeout = TimeSpan.FromSeconds(7) } });

        var response = chat.GetResponseAsync(
            "Go.", new() { Tools = [new HostedMcpServerTool("wiki", $"http://{silent.LocalEndpoint}/mcp")] });
        await time.AlarmSetAsync(TimeSpan.FromSeconds(7));
        using var connection = await silent.AcceptTcpClientAsync();
        time.Advance(TimeSpan.FromSeconds(7));

        var error = await Assert.ThrowsAsync<McpToolsException>(() => response);
        Assert.Contains("within 7 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_has_an_unknown_outcome_and_is_not_made_again()
    {
        var time = new ManualTime();
        var model = new ScriptedModel(Asks(Call("wait")), Says("I do not know whether it worked."));
        await using var chat = model.UseMcpServerTools(new()
        {
            TimeProvider = time,
            ConnectionFor = _ => new() { CallTimeout = TimeSpan.FromSeconds(9) },
        });

        var response = chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        await _gate.ArrivedAsync();
        time.Advance(TimeSpan.FromSeconds(9));

        var result = Assert.Single((await response).All<McpServerToolResultContent>());
        Assert.Equal(McpErrorKind.OutcomeUnknown, result.ErrorOf());
        Assert.Contains("within 9 seconds", model.LastRequest.LastResult, StringComparison.Ordinal);
        Assert.Equal(1, _ran);
    }

    [Theory]
    [InlineData(McpFailureBehavior.TellModel)]
    [InlineData(McpFailureBehavior.Throw)]
    public async Task A_connection_that_breaks_during_a_call_leaves_its_outcome_unknown(McpFailureBehavior behavior)
    {
        var model = new ScriptedModel(Asks(Call("count"), Call("wait")), Says("I do not know whether it worked."));
        await using var chat = model.UseMcpServerTools(new() { OnServerFailure = behavior, MaxParallelCalls = 1 });

        var response = chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        await _gate.ArrivedAsync();
        await _server.KillAsync();

        if (behavior == McpFailureBehavior.Throw)
        {
            var error = await Assert.ThrowsAsync<McpToolsException>(() => response);
            Assert.Equal((McpErrorKind.OutcomeUnknown, "test", "wait"), (error.Kind, error.ServerName, error.ToolName));
            Assert.Equal("1", error.Messages[0].Contents.OfType<McpServerToolResultContent>().First().TextOf());
        }
        else
        {
            Assert.Equal(McpErrorKind.OutcomeUnknown, (await response).All<McpServerToolResultContent>()[1].ErrorOf());
            Assert.Contains("not run again", model.LastRequest.LastResult, StringComparison.Ordinal);
        }

        Assert.Equal(2, _ran);
    }

    [Fact]
    public async Task A_call_that_cannot_be_sent_was_not_run()
    {
        var model = new ScriptedModel(
            request =>
            {
                // Between the list and the call.
                _server.KillAsync().GetAwaiter().GetResult();
                return Asks(Call("count"))(request);
            },
            Says("It is down."));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        var result = Assert.Single(response.All<McpServerToolResultContent>());
        Assert.Equal(McpErrorKind.ServerUnavailable, result.ErrorOf());
        Assert.Contains("was not run", result.TextOf(), StringComparison.Ordinal);
        Assert.Equal(0, _ran);
    }

    [Theory]
    [InlineData(500, McpErrorKind.OutcomeUnknown, 1)]
    [InlineData(503, McpErrorKind.OutcomeUnknown, 1)]
    [InlineData(429, McpErrorKind.ServerUnavailable, 1)]
    [InlineData(403, McpErrorKind.Unauthorized, 2)] // With a session, which may be what is refused.
    public async Task What_a_status_says_about_the_call_is_not_exaggerated(int status, McpErrorKind expected, int times)
    {
        var calls = 0;
        _server.Intercept = async (context, message) =>
        {
            if (message is JsonRpcRequest { Method: "tools/call" })
            {
                calls++;
                context.Response.StatusCode = status;
                await context.Response.WriteAsync("Something went wrong.");
                return true;
            }

            return false;
        };
        var model = new ScriptedModel(Asks(Call("count")), Says("It failed."));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        Assert.Equal(expected, Assert.Single(response.All<McpServerToolResultContent>()).ErrorOf());
        Assert.Equal(times, calls);
    }

    [Fact]
    public async Task A_response_without_an_answer_leaves_the_outcome_unknown()
    {
        _server.Intercept = (context, message) =>
        {
            context.Response.ContentType = "text/event-stream";
            return Task.FromResult(message is JsonRpcRequest { Method: "tools/call" });
        };
        var model = new ScriptedModel(Asks(Call("count")), Says("It failed."));
        await using var chat = model.UseMcpServerTools();

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        Assert.Equal(McpErrorKind.OutcomeUnknown, Assert.Single(response.All<McpServerToolResultContent>()).ErrorOf());
    }

    [Fact]
    public async Task An_answer_without_end_is_broken_off()
    {
        var sent = 0;
        _server.Intercept = async (context, message) =>
        {
            if (message is not JsonRpcRequest { Method: "tools/call" })
            {
                return false;
            }

            context.Response.ContentType = "application/json";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(new string(' ', 10_000), CancellationToken.None);
                sent++;
            }

            return true;
        };
        var model = new ScriptedModel(Asks(Call("count")), Says("It failed."));
        await using var chat = model.UseMcpServerTools(new() { Connection = new() { MaxResponseBytes = 100_000 } });

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        var result = Assert.Single(response.All<McpServerToolResultContent>());
        Assert.Equal(McpErrorKind.OutcomeUnknown, result.ErrorOf());
        Assert.Contains("larger than 100,000 bytes", result.TextOf(), StringComparison.Ordinal);
        Assert.True(sent >= 10);
    }

    [Fact]
    public async Task Secrets_are_in_no_log_and_no_error()
    {
        _server.Intercept = async (context, message) =>
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync(
                $"No access for {context.Request.Headers["X-Api-Key"]} with {context.Request.Headers.Authorization} "
                + $"at {context.Request.QueryString}");
            return true;
        };
        var logs = new CapturedLogs();
        await using var chat = new ScriptedModel().UseMcpServerTools(new()
        {
            OnServerFailure = McpFailureBehavior.Throw,
            LoggerFactory = logs,
        });
        var tool = new HostedMcpServerTool("wiki", new Uri($"{_server.Address}?token=querysecret"))
        {
            Headers = new Dictionary<string, string>
            {
                ["Authorization"] = "Bearer headersecret",
                ["X-Api-Key"] = "keysecret",
            },
        };

        var error = await Assert.ThrowsAsync<McpToolsException>(
            () => chat.GetResponseAsync("Go.", new() { Tools = [tool] }));

        Assert.Equal(McpErrorKind.Unauthorized, error.Kind);
        Assert.Contains("No access for [redacted]", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString() + logs, StringComparison.Ordinal);
        Assert.NotEmpty(logs.Lines);
    }

    [Theory]
    [InlineData("X-Bad\nName", "value")]
    [InlineData("X-Key", "secret\r\nX-Other: 1")]
    public async Task A_header_that_is_none_is_refused_and_its_value_not_shown(string name, string value)
    {
        await using var chat = new ScriptedModel().UseMcpServerTools();
        var tool = _server.Tool();
        tool.Headers = new Dictionary<string, string> { [name] = value };

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => chat.GetResponseAsync("Go.", new() { Tools = [tool] }));

        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Received);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_at_once()
    {
        Assert.Contains(
            "MaxIterations",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => new ScriptedModel().UseMcpServerTools(new() { MaxIterations = 0 })).Message,
                StringComparison.Ordinal);
        Assert.Contains(
            "CallTimeout",
            Assert.Throws<ArgumentOutOfRangeException>(
                () =>
                    new ScriptedModel()
                    .UseMcpServerTools(new() { Connection = new() { CallTimeout = TimeSpan.Zero } })).Message,
                    StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => McpChatClientExtensions.UseMcpServerTools((IChatClient)null!));
        Assert.Throws<ArgumentNullException>(() => McpChatClientExtensions.UseMcpServerTools((ChatClientBuilder)null!));
    }

    /// <summary>An address where nobody listens.</summary>
    private static Uri NobodyAt()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}/mcp");
    }
}
