using System.Text.Json;
using InferenceProviders.Mcp.Tests.Support;
using ModelContextProtocol;
using ModelContextProtocol.Authentication;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

/// <summary>What servers ask of the client during a call, and what they report.</summary>
public sealed class ServerRequestTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestMcpServer _server = null!;

    public async Task InitializeAsync() => _server = await TestMcpServer.StartAsync(
        TestMcpServer.Define("ask_user", async (McpServer server, CancellationToken stop) =>
        {
            if (server.ClientCapabilities?.Elicitation is null)
            {
                return "cannot ask";
            }

            var answer = await server.ElicitAsync(
                new ElicitRequestParams { Message = "Which size?",
                    RequestedSchema = new() { Properties = { ["size"] = new ElicitRequestParams.NumberSchema() } } },
                    stop);
            return answer.IsAccepted ? $"size {answer.Content!["size"]}" : answer.Action;
        }),
        TestMcpServer.Define("ask_model", async (McpServer server, CancellationToken stop) =>
        {
#pragma warning disable MCP9005 // Sampling leaves the protocol; servers of today use it.
            if (server.ClientCapabilities?.Sampling is null)
            {
                return "cannot ask";
            }

            var answer = await server.SampleAsync(
                new CreateMessageRequestParams { Messages = [
                    new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = "Say hi." }] }],
                    MaxTokens = 7 }, stop);
#pragma warning restore MCP9005
            return ((TextContentBlock)answer.Content[0]).Text;
        }),
        TestMcpServer.Define("work", async (IProgress<ProgressNotificationValue> progress) =>
        {
            for (var step = 1; step <= 3; step++)
            {
                progress.Report(new() { Progress = step, Total = 3, Message = $"step {step}" });
            }

            // Reports that are still on their way when the result comes are lost: that is how the protocol's library
            // does it.
            await _seen.Task;
            return "worked";
        }));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_form_is_shown_to_the_user_where_there_is_a_handler()
    {
        McpElicitationRequest? seen = null;
        var result = await RunAsync("ask_user", new()
        {
            ElicitationHandler = (request, _) =>
            {
                seen = request;
                return ValueTask.FromResult(new ElicitResult
                {
                    Action = "accept",
                    Content = new Dictionary<string, JsonElement> { ["size"] = JsonSerializer.SerializeToElement(42) },
                });
            },
        });

        Assert.Equal("size 42", result);
        Assert.Equal(("test", "Which size?"), (seen!.ServerName, seen.Parameters.Message));
    }

    [Fact]
    public async Task A_sampling_client_answers_for_the_server()
    {
        var sampler = new ScriptedModel(Says("Hi!"));

        Assert.Equal("Hi!", await RunAsync("ask_model", new() { SamplingClient = sampler }));
        Assert.Equal("user: Say hi.", sampler.LastRequest.Transcript);
        Assert.Equal(7, sampler.LastRequest.Options!.MaxOutputTokens);
    }

    [Theory]
    [InlineData("ask_user")]
    [InlineData("ask_model")]
    public async Task Without_a_handler_the_server_is_told_that_it_cannot_ask(string tool) =>
        Assert.Equal("cannot ask", await RunAsync(tool, new()));

    [Fact]
    public async Task Progress_is_reported()
    {
        var reports = new Reports(3, _seen);

        Assert.Equal("worked", await RunAsync("work", new() { Progress = reports }));

        Assert.Equal([1d, 2d, 3d], reports.All.Select(static report => report.Progress).Order());
        Assert.All(
            reports.All, static report =>
                Assert.Equal(
                    ("test", "work", 3d, $"step {report.Progress}"),
                    (report.ServerName, report.ToolName, report.Total, report.Message)));
    }

    [Fact]
    public async Task OAuth_is_that_of_the_MCP_library()
    {
        _seen.SetResult();
        var oauth = new ClientOAuthOptions
        {
            RedirectUri = new Uri("http://127.0.0.1/callback"),
            TokenCache = new OneToken(),
        };

        await RunAsync(
            "work", new() { ConnectionFor = tool => tool.ServerName == "test" ? new() { OAuth = oauth } : null });

        Assert.All(
            _server.Received.Where(static message => message.Method.StartsWith("tools/", StringComparison.Ordinal)),
            static message => Assert.Equal("Bearer oauth-token", message.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_handler_of_the_callers_own_is_used_for_the_session_and_disposed_with_it()
    {
        _seen.SetResult();
        var handler = new CountingHandler();

        Assert.Equal(
            "worked",
            await RunAsync("work", new() { Connection = new() { HttpMessageHandlerFactory = () => handler } }));

        Assert.True(handler.Count >= 3);
        Assert.True(handler.IsDisposed);
    }

    private async Task<string> RunAsync(string tool, McpToolsOptions options)
    {
        await using var chat = new ScriptedModel(Asks(Call(tool)), Says("Done.")).UseMcpServerTools(options);
        var response = await chat.GetResponseAsync("Go.", new() { Tools = [_server.Tool()] });
        return Assert.Single(response.All<McpServerToolResultContent>()).TextOf();
    }

    private sealed class Reports(int expected, TaskCompletionSource seen) : IProgress<McpToolProgress>
    {
        private readonly List<McpToolProgress> _all = [];

        public IReadOnlyList<McpToolProgress> All
        {
            get
            {
                lock (_all)
                {
                    return [.. _all];
                }
            }
        }

        public void Report(McpToolProgress value)
        {
            lock (_all)
            {
                _all.Add(value);
                if (_all.Count == expected)
                {
                    seen.SetResult();
                }
            }
        }
    }

    private sealed class OneToken : ITokenCache
    {
        public ValueTask StoreTokensAsync(TokenContainer tokens, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public ValueTask<TokenContainer?> GetTokensAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<TokenContainer?>(new TokenContainer
            {
                AccessToken = "oauth-token",
                TokenType = "Bearer",
                ObtainedAt = DateTimeOffset.UtcNow,
                ExpiresIn = 3600,
            });
    }

    private sealed class CountingHandler : DelegatingHandler
    {
        private int _count;

        public CountingHandler()
            : base(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
        }

        public int Count => _count;

        public bool IsDisposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return base.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
