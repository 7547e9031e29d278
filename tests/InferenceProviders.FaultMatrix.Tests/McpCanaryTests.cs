using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceProviders.Emulator;
using InferenceProviders.FaultMatrix.Subjects;
using InferenceProviders.Mcp;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.FaultMatrix.Tests;

/// <summary>
/// Tools of an MCP server that wants a token of its own, with the canary prompt in the arguments and in the result.
/// Whatever the server repeats, and whenever: neither is in a log, an exception, a span or a metric, and the token goes
/// neither to the model nor Hugging Face's token to the server.
/// </summary>
public sealed partial class McpCanaryTests : IAsyncLifetime
{
    private const string Model = "openai/gpt-oss-20b";

    private static readonly Dictionary<string, Func<HttpContext, JsonRpcRequest, Task>?> s_situations = new()
    {
        ["all is well"] = null,
        ["400"] = (context, request) => SendAsync(context, 400, Echo(request)),
        ["400 as JSON-RPC"] = (context, request) => SendAsync(context, 400, Error(request)),
        ["401"] = (context, request) => SendAsync(context, 401, Echo(request)),
        ["403 in HTML"] = (context, request) => SendAsync(context, 403, $"<html><title>{Echo(request)}</title></html>"),
        ["404 about the session"] = (context, request) => SendAsync(context, 404, $"No session. {Echo(request)}"),
        ["422 in escapes"] = (context, request) =>
            SendAsync(context, 422, string.Concat(Echo(request).Select(letter => $"\\u{(int)letter:x4}"))),
        ["429"] = (context, request) => SendAsync(context, 429, Echo(request)),
        ["500"] = (context, request) => SendAsync(context, 500, $$"""{"error":"{{Echo(request)}}"}"""),
        ["500 in lines"] = (context, request) => SendAsync(context, 500, Echo(request).Replace(' ', '\n')),
        ["503 in HTML"] = (context, request) => SendAsync(context, 503, $"<html><title>{Echo(request)}</title></html>"),
        ["a redirect"] = (context, request) =>
        {
            context.Response.Headers.Location = $"https://elsewhere.example/{Canary.McpToken}?q=4711-0815";
            return SendAsync(context, 307, Echo(request));
        },
        ["no JSON with status 200"] = (context, request) => SendAsync(context, 200, $"{{{{{Echo(request)}"),
        ["HTML with status 200"] = (context, request) =>
            SendAsync(context, 200, $"<html><title>{Echo(request)}</title></html>"),
        ["another form with status 200"] = (context, request) =>
            SendAsync(
                context, 200,
                $$$"""{"jsonrpc":"2.0","id":{{{Id(request)}}},"result":{"content":"{{{Echo(request)}}}","tools":"{{{Echo(request)}}}","protocolVersion":"{{{Echo(request)}}}"}}"""),
        ["an error with status 200"] = (context, request) => SendAsync(context, 200, Error(request)),
        ["an error in the stream"] = (context, request) =>
            SendAsync(context, 200, $"event: message\ndata: {Error(request)}\n\n", "text/event-stream"),
        ["a stream without an answer"] = (context, request) =>
            SendAsync(context, 200, $": {Echo(request)}\n\nevent: {Echo(request)}\ndata: {{\n\n", "text/event-stream"),
        ["a tool's own error"] = null,
        ["a reset"] = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        },
    };

    private EmulatorHost _emulator = null!;
    private TestMcpServer _server = null!;
    private bool _failsItself;
    private int _ran;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var situation in s_situations)
            {
                foreach (var method in situation.Value is null
                    ? (string[])["tools/call"]
                    : ["initialize", "tools/list", "tools/call"])
                {
                    cases.Add(situation.Key, method);
                }
            }

            return cases;
        }
    }

    public async Task InitializeAsync()
    {
        _emulator = await EmulatorHost.StartAsync(new() { UserTokens = [Canary.Token] });
        _server = await TestMcpServer.StartAsync(TestMcpServer.Define("note", (string text, JsonElement more) =>
        {
            Interlocked.Add(
                ref _ran, text == Canary.Prompt && more.GetRawText().Contains(Canary.Prompt, StringComparison.Ordinal)
                    ? 1
                    : 0);
            return _failsItself ? throw new ModelContextProtocol.McpException($"Not noted: {text}") : $"Noted: {text}";
        }));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _emulator.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Nothing_that_is_secret_comes_out(string situation, string method)
    {
        _failsItself = situation == "a tool's own error";
        var answer = s_situations[situation];
        if (answer is not null)
        {
            _server.Intercept = async (context, message) =>
            {
                if (message is JsonRpcRequest request && request.Method == method)
                {
                    await answer(context, request);
                    return true;
                }

                return false;
            };
        }

        using var leaks = new LeakCatcher();
        foreach (var behavior in Enum.GetValues<McpFailureBehavior>())
        {
            foreach (var stream in new[] { false, true })
            {
                await RunAsync(leaks, behavior, stream, fails: answer is not null);
            }
        }

        NoLeak(leaks);
        Assert.True(leaks.Looked > 100);
        Assert.Equal(answer is null ? 4 : 0, _ran);
    }

    /// <summary>
    /// The MCP library cuts what a server says after 1,024 characters: what is left of a token there is not the whole
    /// of it.
    /// </summary>
    [Fact]
    public async Task A_token_that_was_cut_does_not_come_out()
    {
        var filler = 0;
        _server.Intercept = async (context, message) =>
        {
            var words = string.Join(' ', Enumerable.Repeat(Canary.McpToken, 25)) + new string('x', filler)
                + Canary.McpToken;
            await SendAsync(context, 500, words);
            return true;
        };
        using var leaks = new LeakCatcher();
        for (filler = 60; filler < 102; filler++)
        {
            await RunAsync(leaks, McpFailureBehavior.Throw, stream: false, fails: true);
        }

        NoLeak(leaks);
    }

    private async Task RunAsync(LeakCatcher leaks, McpFailureBehavior behavior, bool stream, bool fails)
    {
        _emulator.ClearRequests();
        _emulator.Script.Clear();
        _emulator.Script.For(model: Model)
            .Answer(
                new EmulatorAnswer { ToolCalls = [
                    new("note",
                        JsonSerializer.Serialize(
                            new { text = Canary.Prompt, more = new { list = (string[])[Canary.Prompt] } }))] }).Once();
        _emulator.Script.For(model: Model).Text("Done.");
        var options = _emulator.RouterOptions();
        (options.Token, options.LoggerFactory) = (Canary.Token, leaks);
        using var router = new InferenceRouter(options);
        await using var chat = router.AsIChatClient(Model).UseMcpServerTools(new()
        {
            LoggerFactory = leaks,
            OnServerFailure = behavior,
        });
        var tool = new HostedMcpServerTool("notes", _server.Address)
        {
            ApprovalMode = HostedMcpServerToolApprovalMode.NeverRequire,
            Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {Canary.McpToken}" },
        };
        try
        {
            var chatOptions = new ChatOptions { Tools = [tool] };
            var response = stream
                ? await chat.GetStreamingResponseAsync(Canary.Prompt, chatOptions).ToChatResponseAsync()
                : await chat.GetResponseAsync(Canary.Prompt, chatOptions);
            leaks.Look("report", response.GetRoutingReport()?.ToString());
            Assert.Equal("Done.", response.Messages[^1].Text);
        }
        catch (McpToolsException failure)
        {
            Assert.True(fails && behavior == McpFailureBehavior.Throw);
            leaks.Look("failure", $"{failure.ServerName} {failure.ToolName}");
            for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
            {
                leaks.Look("exception", Plain(inner.Message));
                leaks.Look("exception", Plain(inner.ToString()));
                leaks.Look("data", string.Join(' ', inner.Data.Values.Cast<object?>()));
            }
        }

        leaks.Look("client", chat.ToString());

        // The server was asked with its own token and no other. The model is told what the server said, without the
        // token.
        Assert.All(
            _server.Received.Where(message => message.Method != "DELETE"), message =>
                Assert.Equal($"Bearer {Canary.McpToken}", message.Headers["Authorization"]));
        Assert.DoesNotContain(
            _server.Received, message =>
                message.Headers.Values.Any(value => value.Contains(Canary.Token, StringComparison.Ordinal)));
        Assert.All(
            _emulator.Requests, request =>
                Assert.DoesNotContain("mcp_canary", Plain(request.Text), StringComparison.Ordinal));
    }

    private static void NoLeak(LeakCatcher leaks) =>
        Assert.True(
            leaks.Leaks.Count == 0,
            string.Join(
                "\n", leaks.Leaks.Distinct().Select(leak => leak.ReplaceLineEndings(" "))
                .Select(leak => leak.Length > 400 ? leak[..400] : leak)));

    private static Task SendAsync(HttpContext context, int status, string body, string? mediaType = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = mediaType
            ?? (body[0] == '{' ? "application/json" : body[0] == '<' ? "text/html" : "text/plain");
        return context.Response.WriteAsync(body);
    }

    private static string Error(JsonRpcRequest request) =>
        $$$"""{"jsonrpc":"2.0","id":{{{Id(request)}}},"error":{"code":-32000"""
        + $$$""","message":"{{{Echo(request)}}}","data":"{{{Echo(request)}}}"}}""";

    /// <summary>What a careless server says: everything that it was sent.</summary>
    private static string Echo(JsonRpcRequest request) =>
        $"You sent '{(request.Method == "tools/call" ? Canary.Prompt : request.Method)}' with "
            + $"'Bearer {Canary.McpToken}'";

    private static string Id(JsonRpcRequest request) => JsonSerializer.Serialize(request.Id.Id);

    /// <summary>What a reader makes of JSON's escapes.</summary>
    private static string Plain(string text) =>
        Escape().Replace(text, match => $"{(char)Convert.ToInt32(match.Groups[1].Value, 16)}");

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex Escape();
}
