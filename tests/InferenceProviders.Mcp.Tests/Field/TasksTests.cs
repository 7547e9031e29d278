using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using InferenceProviders.Mcp.Tests.Support;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests.Field;

/// <summary>
/// Calls that servers run as tasks: as 2025-11-25 has it, where the client asks for a task, and as 2026-07-28 has it,
/// where the server answers with one (SEP-2663). modelcontextprotocol/csharp-sdk#1789: the SDK's client has neither.
/// </summary>
[Trait("Category", "Field")]
public sealed class TasksTests
{
    private const string Tools =
        """[{"name":"good","inputSchema":{"type":"object"},"execution":{"taskSupport":"required"}}]""";
    private const string Done = """{"content":[{"type":"text","text":"17 degrees"}]}""";

    [Theory]
    [InlineData(Era.Asked)]
    [InlineData(Era.Offered)]
    public async Task A_call_that_runs_as_a_task_has_the_result_of_the_task(Era era)
    {
        await using var server = await TaskServer.StartAsync(
            era, ["working:Looking", "working:Looking", "working:Thinking", "completed"]);
        var progress = new Reports();

        var (result, _) = await CallAsync(server, new() { Progress = progress });

        Assert.Equal("17 degrees", result.TextOf());
        Assert.Equal(["Looking", "Thinking"], progress.Select(static report => report.Message));
        Assert.Equal(
            progress.Select(static report => report.Progress)
            .Order(), progress.Select(static report => report.Progress));
        Assert.Equal(1, server.Count("tools/call"));
        Assert.Equal(0, server.Count("tasks/cancel"));
        Assert.All(server.TaskNames, static name => Assert.Equal("t1", name));
    }

    [Theory]
    [InlineData(Era.Asked, "failed", "ToolError: no such city")]
    [InlineData(Era.Offered, "failed", "ToolError: Request failed (remote): no such city")]
    [InlineData(
        Era.Asked, "cancelled:too many guests",
        "ToolError: The server canceled the call before it was done: too many guests")]
    [InlineData(Era.Offered, "cancelled", "ToolError: The server canceled the call before it was done.")]
    public async Task A_task_that_does_not_end_well_says_so(Era era, string end, string expected)
    {
        await using var server = await TaskServer.StartAsync(era, ["working", end]);
        server.Answers["tasks/result"] = static _ =>
            """{"isError":true,"content":[{"type":"text","text":"no such city"}]}""";

        var (result, model) = await CallAsync(server, new());

        Assert.Equal(expected, result.TextOf());
        Assert.Contains(expected["ToolError: ".Length..], model.LastRequest.LastResult, StringComparison.Ordinal);
        Assert.Equal(1, server.Count("tools/call"));
    }

    [Theory]
    [InlineData(Era.Asked, 404)]
    [InlineData(Era.Asked, 410)]
    [InlineData(Era.Asked, 0)]
    [InlineData(Era.Offered, 502)]
    public async Task A_session_that_is_lost_meanwhile_is_opened_anew_and_the_task_picked_up(Era era, int status)
    {
        await using var server = await TaskServer.StartAsync(era, ["working", "working", "working", "completed"]);
        server.LoseAt = (2, status);

        var (result, _) = await CallAsync(server, new());

        Assert.Equal("17 degrees", result.TextOf());
        Assert.Equal(1, server.Count("tools/call"));
        Assert.Equal(2, server.Count(era == Era.Asked ? "initialize" : "server/discover"));
    }

    [Theory]
    [InlineData(Era.Asked)]
    [InlineData(Era.Offered)]
    public async Task A_task_that_the_server_has_no_more_is_not_begun_again(Era era)
    {
        await using var server = await TaskServer.StartAsync(era, ["working", "gone"]);

        var (result, model) = await CallAsync(server, new());

        Assert.Equal(McpErrorKind.OutcomeUnknown, result.ErrorOf());
        Assert.Contains("task not found", model.LastRequest.LastResult, StringComparison.Ordinal);
        Assert.Equal(1, server.Count("tools/call"));
        Assert.Equal(1, server.Count(era == Era.Asked ? "initialize" : "server/discover"));
    }

    [Theory]
    [InlineData(Era.Asked)]
    [InlineData(Era.Offered)]
    public async Task A_request_that_is_canceled_cancels_the_task(Era era)
    {
        await using var server = await TaskServer.StartAsync(era, ["working"]);
        using var stop = new CancellationTokenSource();
        server.OnLook = look =>
        {
            if (look == 2)
            {
                stop.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CallAsync(server, new(), stop.Token));

        await server.Canceled;
        Assert.Equal(1, server.Count("tools/call"));
        Assert.Equal(0, server.Count("notifications/cancelled"));
    }

    [Theory]
    [InlineData(Era.Asked)]
    [InlineData(Era.Offered)]
    public async Task A_task_has_a_time_limit_of_its_own(Era era)
    {
        await using var server = await TaskServer.StartAsync(era, ["working"]);
        var time = new ManualTime();
        var call = CallAsync(server, new() { TimeProvider = time, SessionIdleTimeout = Timeout.InfiniteTimeSpan });

        // The limit of a plain call is over by then.
        await time.WhenTimerIsSet(TimeSpan.FromMilliseconds(100));
        time.Advance(TimeSpan.FromMinutes(2));
        await time.WhenTimerIsSet(TimeSpan.FromMilliseconds(100));
        time.Advance(TimeSpan.FromMinutes(28));

        var (result, model) = await call;
        Assert.Equal(McpErrorKind.OutcomeUnknown, result.ErrorOf());
        Assert.Contains("within 1800 seconds", model.LastRequest.LastResult, StringComparison.Ordinal);
        await server.Canceled;
    }

    [Fact]
    public async Task A_task_that_asks_for_input_gets_it_and_is_asked_about_once()
    {
        await using var server = await TaskServer.StartAsync(
            Era.Offered, ["working", "input_required", "input_required", "working", "completed"]);
        var asked = 0;

        var (result, _) = await CallAsync(server, new()
        {
            ElicitationHandler = (_, _) =>
            {
                asked++;
                return new(new ElicitResult
                {
                    Action = "accept",
                    Content = new Dictionary<string, System.Text.Json.JsonElement>
                    {
                        ["city"] = System.Text.Json.JsonElement.Parse("\"Ulm\""),
                    },
                });
            },
        });

        Assert.Equal("17 degrees", result.TextOf());
        Assert.Equal((1, 1, 1), (asked, server.Count("tools/call"), server.Count("tasks/update")));
        Assert.Equal("Ulm", (string?)server.Update!["inputResponses"]!["q1"]!["content"]!["city"]);
    }

    [Fact]
    public async Task A_call_that_needs_no_task_has_its_result_at_once()
    {
        await using var server = await TaskServer.StartAsync(Era.Offered, []);
        server.Answers["tools/call"] = static _ =>
            """{"resultType":"complete","content":[{"type":"text","text":"17 degrees"}]}""";

        var (result, _) = await CallAsync(server, new());

        Assert.Equal("17 degrees", result.TextOf());
        Assert.Equal(0, server.Count("tasks/get"));
    }

    [Fact]
    public async Task A_server_that_does_not_wait_for_the_result_is_asked_for_it_at_the_end()
    {
        await using var server = await TaskServer.StartAsync(Era.Asked, ["working", "working", "completed"]);
        server.WaitsForResult = false;

        var (result, _) = await CallAsync(server, new());

        Assert.Equal("17 degrees", result.TextOf());
        Assert.Equal(1, server.Count("tools/call"));
    }

    [Fact]
    public async Task An_approved_call_that_runs_as_a_task_runs_once()
    {
        await using var server = await TaskServer.StartAsync(Era.Asked, ["working", "completed"]);
        var model = new ScriptedModel(Asks(Call("good")), Says("17."), Says("You are welcome."));
        await using var chat = model.UseMcpServerTools();
        ChatOptions options = new() { Tools = [new HostedMcpServerTool("shop", server.Address)] };
        List<ChatMessage> history = [new(ChatRole.User, "Go.")];
        history.AddRange((await chat.GetResponseAsync(history, options)).Messages);
        history = history.ThroughJson();
        history.Add(
            new(ChatRole.User,
                [.. history[^1].Contents.OfType<ToolApprovalRequestContent>().Select(
                    static request => request.CreateResponse(true))]));
        history.AddRange((await chat.GetResponseAsync(history, options)).Messages);
        history.Add(new(ChatRole.User, "Thanks."));

        Assert.Equal("You are welcome.", (await chat.GetResponseAsync(history.ThroughJson(), options)).Text);
        Assert.Equal(1, server.Count("tools/call"));
    }

    private static async Task<(McpServerToolResultContent Result, ScriptedModel Model)> CallAsync(
        TaskServer server, McpToolsOptions options, CancellationToken cancellationToken = default)
    {
        var model = new ScriptedModel(Asks(Call("good"))) { Otherwise = Says("Done.") };
        await using var chat = model.UseMcpServerTools(options);
        var response = await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool()] }, cancellationToken);
        return (Assert.Single(response.All<McpServerToolResultContent>()), model);
    }

    public enum Era
    {
        Asked,
        Offered,
    }

    private sealed class Reports : ConcurrentQueue<McpToolProgress>, IProgress<McpToolProgress>
    {
        public void Report(McpToolProgress value) => Enqueue(value);
    }

    /// <summary>A server with one task, whose states are written down.</summary>
    private sealed class TaskServer : IAsyncDisposable
    {
        private readonly RawMcpServer _server;
        private readonly Era _era;
        private readonly string[] _states;
        private readonly TaskCompletionSource _canceled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentQueue<string?> _names = new();
        private int _looks;
        private int _sessions;

        private TaskServer(RawMcpServer server, Era era, string[] states)
        {
            (_server, _era, _states) = (server, era, states);
            server.NewSession = () => $"s{++_sessions}";
            if (era == Era.Offered)
            {
                server.Answers["server/discover"] = static _ =>
                    """{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}"""
                        + ""","extensions":{"io.modelcontextprotocol/tasks":{}}},"ttlMs":0,"cacheScope":"private"}""";
            }
            else
            {
                server.Answers["initialize"] = static _ =>
                    """{"protocolVersion":"2025-11-25","capabilities":{"tools":{},"tasks":{"cancel":{},"requests":"""
                        + """{"tools":{"call":{}}}}},"serverInfo":{"name":"raw","version":"1"}}""";
            }

            server.Answers["tools/call"] = Begin;
            server.Answers["tasks/get"] = _ => Look(states);
            server.Answers["tasks/result"] = static _ => Done;
            server.Answers["tasks/update"] = request =>
            {
                Update = (JsonObject)request["params"]!;
                return """{"resultType":"complete"}""";
            };
            server.Answers["tasks/cancel"] = _ =>
            {
                _canceled.TrySetResult();
                return """{"resultType":"complete"}""";
            };
            server.Intercept = InterceptAsync;
        }

        public ConcurrentDictionary<string, Func<JsonObject, string>> Answers => _server.Answers;

        public Uri Address => _server.Address;

        public IEnumerable<string?> TaskNames => _names;

        public Task Canceled => _canceled.Task;

        /// <summary>
        /// The look at which the server forgets its sessions, and with what status; 0 breaks the connection.
        /// </summary>
        public (int Look, int Status)? LoseAt { get; set; }

        public bool WaitsForResult { get; set; } = true;

        public Action<int>? OnLook { get; set; }

        public JsonObject? Update { get; private set; }

        public static async Task<TaskServer> StartAsync(Era era, string[] states) =>
            new(await RawMcpServer.StartAsync(Tools), era, states);

        public HostedMcpServerTool Tool() => _server.Tool();

        public int Count(string method) => _server.Count(method);

        public ValueTask DisposeAsync()
        {
            _end.TrySetResult();
            return _server.DisposeAsync();
        }

        private string Begin(JsonObject request)
        {
            if (_era == Era.Asked)
            {
                Assert.Equal(1_800_000, (int)request["params"]!["task"]!["ttl"]!);
                return """{"task":{"taskId":"t1","status":"working","createdAt":"2026-01-01T00:00:"""
                    + """00Z","lastUpdatedAt":"2026-01-01T00:00:00Z","ttl":60000,"pollInterval":1}}""";
            }

            Assert.NotNull(
                request["params"]!["_meta"]!["io.modelcontextprotocol/clientCapabilities"]!["extensions"]![
                    "io.modelcontextprotocol/tasks"]);
            return """{"resultType":"task","taskId":"t1","status":"working","createdAt":"2026-01-01T00:00:"""
                + """00Z","lastUpdatedAt":"2026-01-01T00:00:00Z","ttlMs":60000,"pollIntervalMs":1}""";
        }

        private string Look(string[] states)
        {
            var look = Interlocked.Increment(ref _looks);
            OnLook?.Invoke(look);
            var parts = states[Math.Min(look, states.Length) - 1].Split(':');
            var more = parts[0] switch
            {
                "completed" => $",\"result\":{Done}",
                "failed" => ""","error":{"code":-32000,"message":"no such city"}""",
                "input_required" =>
                    ""","inputRequests":{"q1":{"method":"elicitation/create","params":"""
                    + """{"mode":"form","message":"Which city?","requestedSchema":{"type":"object","properties":"""
                    + """{"city":{"type":"string"}}}}}}""",
                _ => "",
            };
            if (parts[0] is "completed" or "failed")
            {
                _end.TrySetResult();
            }

            var words = parts.Length > 1 ? $",\"statusMessage\":\"{parts[1]}\"" : "";
            return $$"""{"taskId":"t1","status":"{{parts[0]}}","ttlMs":60000,"pollIntervalMs":1,"pollInterval":1"""
                + $$""","ttl":60000,"createdAt":"2026-01-01T00:00:00Z","lastUpdatedAt":"2026-01-01T00:00:"""
                + $$"""00Z"{{words}}{{(_era == Era.Offered ? more : "")}}}""";
        }

        private async Task<bool> InterceptAsync(HttpContext context, JsonObject message)
        {
            var method = (string?)message["method"] ?? "";
            if (method.StartsWith("tasks/", StringComparison.Ordinal))
            {
                _names.Enqueue(context.Request.Headers["Mcp-Name"]);
                if (_era == Era.Offered)
                {
                    Assert.Equal(
                        "2026-07-28", (string?)message["params"]!["_meta"]!["io.modelcontextprotocol/protocolVersion"]);
                }
            }

            if (LoseAt is var (look, status) && method == "tasks/get" && Volatile.Read(ref _looks) + 1 == look)
            {
                LoseAt = null;
                if (status == 0)
                {
                    context.Abort();
                }

                context.Response.StatusCode = status == 0 ? 500 : status;
                return true;
            }

            if (method == "tasks/result" && WaitsForResult && _era == Era.Asked)
            {
                await _end.Task.WaitAsync(
                    context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else if (method == "tasks/result" && !_end.Task.IsCompleted)
            {
                await context.Response.WriteAsJsonAsync(new
                {
                    jsonrpc = "2.0",
                    id = (long)message["id"]!,
                    error = new { code = -32602, message = "The task is not done." },
                });
                return true;
            }

            if (method == "tasks/get" && _states is [_, "gone"] && Volatile.Read(ref _looks) == 1)
            {
                await context.Response.WriteAsJsonAsync(new
                {
                    jsonrpc = "2.0",
                    id = (long)message["id"]!,
                    error = new { code = -32602, message = "task not found" },
                });
                return true;
            }

            return false;
        }
    }
}
