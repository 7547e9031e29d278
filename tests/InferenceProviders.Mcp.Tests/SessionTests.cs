using System.Net;
using InferenceProviders.Mcp.Tests.Support;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

[Collection("Environment")]
public sealed class SessionTests : IAsyncLifetime
{
    private TestMcpServer _server = null!;
    private int _ran;

    public async Task InitializeAsync() =>
        _server = await TestMcpServer.StartAsync(
            TestMcpServer.Define("count", () => $"{Interlocked.Increment(ref _ran)}"));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task One_session_serves_all_turns_and_requests_and_is_closed_at_the_end()
    {
        var model = new ScriptedModel { Otherwise = CallThenSay() };
        var chat = model.UseMcpServerTools();
        await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] })));
        await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        Assert.Equal(1, _server.SessionCount);

        await chat.DisposeAsync();

        Assert.Equal(11, _ran);
        Assert.Equal((1, 1, 1), (_server.Count("initialize"), _server.Count("tools/list"), _server.Count("DELETE")));
        Assert.Equal(0, _server.SessionCount);
        Assert.True(model.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] }));
    }

    [Fact]
    public async Task Dispose_without_waiting_closes_too()
    {
        var closed = new TaskCompletionSource();
        var chat = new ScriptedModel { Otherwise = CallThenSay() }.UseMcpServerTools();
        await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        _server.OnDelete = closed.SetResult;

        ((IDisposable)chat).Dispose();

        await closed.Task;
    }

    [Fact]
    public async Task A_session_is_never_used_with_the_credentials_of_another()
    {
        await using var chat = new ScriptedModel { Otherwise = CallThenSay() }.UseMcpServerTools();
        foreach (var user in new[] { "ann", "bob", "ann" })
        {
            var tool = _server.Tool();
            tool.Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {user}" };
            await chat.GetResponseAsync("Go.", new() { Tools = [tool] });
        }

        Assert.Equal(2, _server.Count("initialize"));
        Assert.Equal(
            ["Bearer ann", "Bearer bob", "Bearer ann"],
            _server.Received.Where(static message => message.Method == "tools/call")
            .Select(static message => message.Headers["Authorization"]));
        Assert.Equal(
            2, _server.Received.Where(static message => message.Method == "tools/call")
            .Select(static message => message.Headers["Mcp-Session-Id"]).Distinct().Count());
    }

    [Fact]
    public async Task The_Hugging_Face_token_is_not_sent()
    {
        Environment.SetEnvironmentVariable("HF_TOKEN", "hf_notForServers");
        try
        {
            await using var chat = new ScriptedModel { Otherwise = CallThenSay() }.UseMcpServerTools();
            await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        }
        finally
        {
            Environment.SetEnvironmentVariable("HF_TOKEN", null);
        }

        Assert.DoesNotContain(
            _server.Received, static message =>
                message.Headers.ContainsKey("Authorization")
                || message.Headers.Values.Any(static value => value.Contains("hf_", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(400)]
    public async Task A_session_that_the_server_has_forgotten_is_replaced_within_the_call(int status)
    {
        var model = new ScriptedModel { Otherwise = CallThenSay() };
        await using var chat = model.UseMcpServerTools();
        await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        _server.ForgetSessions();
        _server.UnknownSessionStatus = status;

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        Assert.Equal("2", Assert.Single(response.All<McpServerToolResultContent>()).TextOf());
        Assert.Equal(2, _server.Count("initialize"));
        Assert.Equal(2, _ran);
    }

    [Fact]
    public async Task A_server_that_was_killed_and_started_again_is_connected_to_again()
    {
        await using var chat = new ScriptedModel { Otherwise = CallThenSay() }.UseMcpServerTools();
        await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        await _server.KillAsync();
        await _server.StartAsync();

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        Assert.Equal("2", Assert.Single(response.All<McpServerToolResultContent>()).TextOf());
    }

    [Fact]
    public async Task All_pages_of_the_tools_are_listed()
    {
        for (var i = 0; i < 20; i++)
        {
            _server.Tools.Add(TestMcpServer.Define($"tool{i:00}", () => "ok"));
        }

        _server.PageSize = 5;
        var model = new ScriptedModel(Says("Done."));
        await using var chat = model.UseMcpServerTools();

        await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        Assert.Equal(21, model.LastRequest.Functions.Count);
        Assert.Equal(5, _server.Count("tools/list"));
    }

    [Fact]
    public async Task A_list_that_never_ends_is_an_error()
    {
        _server.PageSize = 0;
        await using var chat = new ScriptedModel().UseMcpServerTools(
            new() { OnServerFailure = McpFailureBehavior.Throw });

        var error = await Assert.ThrowsAsync<McpToolsException>(
            () => chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] }));

        Assert.Contains("the same page of its list of tools twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_that_a_call_adds_are_there_in_a_later_turn_of_the_request()
    {
        _server.Tools.Add(TestMcpServer.Define("enable", async () =>
        {
            await _server.Listened;
            _server.Tools.Add(TestMcpServer.Define("extra", () => "extra ran"));
            return "enabled";
        }));

        // The server's notice travels on a stream of its own: the model does other things until it has arrived.
        var model = new ScriptedModel(Asks(Call("enable")))
        {
            Otherwise = request => request.LastResult == "extra ran" ? new ChatMessage(ChatRole.Assistant, "Done.")
                : Asks(Call(request.FunctionNames.Contains("extra") ? "extra" : "count"))(request),
        };
        await using var chat = model.UseMcpServerTools(new() { MaxIterations = 10_000 });

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        Assert.Equal("extra ran", response.All<McpServerToolResultContent>()[^1].TextOf());
        Assert.Equal(["count", "enable"], model.Requests[0].FunctionNames);
        Assert.Equal(["count", "enable", "extra"], model.LastRequest.FunctionNames);
        Assert.Equal(2, _server.Count("tools/list"));
    }

    [Fact]
    public async Task A_list_that_has_grown_old_is_listed_again()
    {
        var time = new ManualTime();
        var model = new ScriptedModel { Otherwise = Says("Done.") };
        await using var chat = model.UseMcpServerTools(new()
        {
            TimeProvider = time,
            ToolListLifetime = TimeSpan.FromMinutes(5),
        });
        await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        time.Advance(TimeSpan.FromMinutes(4));
        await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        Assert.Equal(1, _server.Count("tools/list"));

        time.Advance(TimeSpan.FromMinutes(2));
        await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        Assert.Equal((2, 1), (_server.Count("tools/list"), _server.Count("initialize")));
    }

    [Fact]
    public async Task An_idle_session_is_closed_and_a_later_request_opens_another()
    {
        var time = new ManualTime();
        var closed = new TaskCompletionSource();
        _server.OnDelete = () => closed.TrySetResult();
        await using var chat = new ScriptedModel { Otherwise = CallThenSay() }.UseMcpServerTools(new()
        {
            TimeProvider = time,
            SessionIdleTimeout = TimeSpan.FromMinutes(1),
        });
        await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        time.Advance(TimeSpan.FromMinutes(2));
        await closed.Task;
        await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        Assert.Equal(2, _server.Count("initialize"));
    }

    [Fact]
    public async Task A_server_without_sessions_works_in_the_newest_protocol()
    {
        _server.IsStateless = true;
        await using var chat = new ScriptedModel { Otherwise = CallThenSay() }.UseMcpServerTools();

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        Assert.Equal("1", Assert.Single(response.All<McpServerToolResultContent>()).TextOf());
        Assert.Equal((1, 0), (_server.Count("server/discover"), _server.Count("initialize")));
    }

    [Fact]
    public async Task A_redirect_within_the_server_is_followed()
    {
        _server.Intercept = (context, _) =>
            RedirectAsync(
                context, context.Request.Path == "/mcp" && !context.Request.Query.ContainsKey("again"), "/mcp?again=1");
        await using var chat = new ScriptedModel { Otherwise = CallThenSay() }.UseMcpServerTools();

        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        Assert.Equal("1", Assert.Single(response.All<McpServerToolResultContent>()).TextOf());
    }

    [Fact]
    public async Task A_redirect_to_another_server_is_not_followed()
    {
        await using var other = await TestMcpServer.StartAsync();
        _server.Intercept = (context, _) => RedirectAsync(context, true, other.Address.AbsoluteUri);
        var tool = _server.Tool();
        tool.Headers = new Dictionary<string, string> { ["X-Api-Key"] = "key-for-one-server" };
        await using var chat = new ScriptedModel().UseMcpServerTools(
            new() { OnServerFailure = McpFailureBehavior.Throw });

        await Assert.ThrowsAsync<McpToolsException>(() => chat.GetResponseAsync("Go.", new() { Tools = [tool] }));

        Assert.Empty(other.Received);
    }

    [Fact]
    public async Task A_connection_that_the_first_request_gave_up_serves_the_next()
    {
        var gate = new Gate();
        _server.Intercept = async (_, message) =>
        {
            if (message is JsonRpcRequest { Method: "tools/list" })
            {
                await gate.PassAsync();
            }

            return false;
        };
        await using var chat = new ScriptedModel { Otherwise = CallThenSay() }.UseMcpServerTools();
        using var stop = new CancellationTokenSource();
        var first = chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] }, stop.Token);
        await gate.ArrivedAsync();
        var second = chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.Open();

        Assert.Single((await second).All<McpServerToolResultContent>());
        Assert.Equal(1, _server.Count("initialize"));
    }

    private static Func<ModelRequest, ChatMessage> CallThenSay() => request =>
        request.Messages[^1].Role == ChatRole.Tool
            ? new ChatMessage(ChatRole.Assistant, "Done.")
            : Asks(Call("count"))(request);

    private static Task<bool> RedirectAsync(HttpContext context, bool redirect, string to)
    {
        if (redirect)
        {
            context.Response.StatusCode = (int)HttpStatusCode.TemporaryRedirect;
            context.Response.Headers.Location = to;
        }

        return Task.FromResult(redirect);
    }
}
