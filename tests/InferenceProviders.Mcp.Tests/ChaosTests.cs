using System.Collections.Concurrent;
using InferenceProviders.Mcp.Tests.Support;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using Xunit.Abstractions;

namespace InferenceProviders.Mcp.Tests;

/// <summary>
/// A thousand turns against a server that is killed and started again: between turns, while it is connected to, when a
/// call has arrived, and when a tool has run but its result is not out. Whatever is reported of a call must agree with
/// what the tool wrote down.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output) : IDisposable
{
    private const int Workers = 4;
    private const int TurnsPerWorker = 250;
    private readonly ConcurrentDictionary<string, int> _ran = new();
    private readonly ConcurrentDictionary<string, Action> _onArrival = new();
    private readonly ConcurrentDictionary<string, Action> _onResult = new();
    private readonly ConcurrentDictionary<string, Func<Task>> _onAnswer = new();
    private readonly SemaphoreSlim _oneKillAtATime = new(1, 1);
    private TestMcpServer _server = null!;
    private int _kills;
    private int _conversations;
    private int _denied;
    private int _failures;
    private int _trips;

    [Fact]
    public async Task Every_call_runs_once_or_is_reported_as_what_it_is()
    {
        var results = await RunAsync(WorkAsync);

        var outcomes = results.GroupBy(static result => result.Kind?.ToString() ?? "Done")
            .ToDictionary(static group => group.Key, static group => group.Count());
        output.WriteLine(
            $"{Workers * TurnsPerWorker} turns, {results.Count} calls, {_kills} "
            + $"kills: {string.Join(", ", outcomes.OrderBy(static pair => pair.Key).Select(static pair => $"{pair.Value} {pair.Key}"))}");
        Check(results);
        Assert.True(_kills > 100, $"Only {_kills} kills.");
        Assert.True(results.Count >= Workers * TurnsPerWorker);
        Assert.True(outcomes["Done"] > Workers * TurnsPerWorker / 2);
        Assert.True(outcomes[nameof(McpErrorKind.OutcomeUnknown)] > 50);
        Assert.True(outcomes[nameof(McpErrorKind.ServerUnavailable)] > 10);
    }

    /// <summary>
    /// A thousand conversations with approvals and denials, models that fail behind the tools, second thoughts and JSON
    /// trips: each goes on to its end, and what the model is told of a call agrees with what the tool wrote down.
    /// </summary>
    [Fact]
    public async Task Every_conversation_with_approvals_goes_on()
    {
        var results = await RunAsync(ConverseAsync);

        output.WriteLine(
            $"{_conversations} conversations, {results.Count} approved calls, {_ran.Count} runs, {_denied} denied,"
            + $" {_failures} failures of the model, {_trips} JSON trips, {_kills} kills: " +
            string.Join(
                ", ", results.GroupBy(static result => result.Kind?.ToString() ?? "Done")
                .OrderBy(static group => group.Key).Select(static group => $"{group.Count()} {group.Key}")));
        Check(results);
        Assert.Equal(Workers * TurnsPerWorker, _conversations);
        Assert.True(_kills > 100 && _denied > 100 && _failures > 100 && _trips > 1000);
    }

    private void Check(List<(string Id, McpErrorKind? Kind)> results)
    {
        Assert.All(_ran, static pair => Assert.True(pair.Value == 1, $"{pair.Key} ran {pair.Value} times."));
        Assert.All(results, result =>
        {
            var ran = _ran.GetValueOrDefault(result.Id);
            Assert.True(
                result.Kind switch { null => ran == 1, McpErrorKind.ServerUnavailable => ran == 0,
                    McpErrorKind.OutcomeUnknown => true, _ => false },
                $"{result.Id} is reported as {result.Kind?.ToString() ?? "done"} and ran {ran} times.");
        });
        Assert.Equal(results.Count, results.Select(static result => result.Id).Distinct().Count());
    }

    private async Task<List<(string Id, McpErrorKind? Kind)>> RunAsync(
        Func<IChatClient, int, Task<List<(string Id, McpErrorKind? Kind)>>> work)
    {
        _server = await TestMcpServer.StartAsync(TestMcpServer.Define("note", (string id) =>
        {
            _ran.AddOrUpdate(id, 1, static (_, count) => count + 1);
            return $"noted {id}";
        }));
        await using var server = _server;
        _server.Intercept = async (context, message) =>
        {
            await HitAsync(_onArrival, context, message);
            return false;
        };
        _server.AfterCall = (context, message) => HitAsync(_onResult, context, message);
        await using var chat = new NotingModel(id => _onAnswer.TryRemove(id, out var step) ? step()
            : Task.CompletedTask).UseMcpServerTools();

        var workers = await Task.WhenAll(
            Enumerable.Range(0, Workers).Select(worker => Task.Run(() => work(chat, worker))));
        return [.. workers.SelectMany(static result => result)];
    }

    public void Dispose() => _oneKillAtATime.Dispose();

    private async Task<List<(string Id, McpErrorKind? Kind)>> WorkAsync(IChatClient chat, int worker)
    {
        var random = new Random(worker);
        List<(string, McpErrorKind?)> results = [];
        for (var turn = 0; turn < TurnsPerWorker; turn++)
        {
            var ids = Enumerable.Range(0, random.Next(1, 4)).Select(call => $"{worker}-{turn}-{call}").ToArray();
            var down = await PrepareAsync(random, ids);
            results.AddRange(
                await TurnAsync(
                    chat, ids, approve: random.Next(2) == 0, stream: random.Next(2) == 0, again: random.Next(4) == 0));
            await down();
        }

        return results;
    }

    private async Task<List<(string Id, McpErrorKind? Kind)>> ConverseAsync(IChatClient chat, int worker)
    {
        var random = new Random(1000 + worker);
        List<(string, McpErrorKind?)> results = [];
        for (var conversation = 0; conversation < TurnsPerWorker; conversation++)
        {
            List<ChatMessage> history = [];
            HashSet<string> approved = [];
            for (var turn = 0; turn < 2; turn++)
            {
                var ids = Enumerable.Range(0, random.Next(1, 4))
                    .Select(call => $"{worker}-{conversation}-{turn}-{call}").ToArray();
                var down = await PrepareAsync(random, ids);
                history = await TurnWithApprovalsAsync(chat, random, history, ids, approved);
                await down();
            }

            history.Add(new(ChatRole.User, "bye"));
            Assert.Equal("Goodbye.", (await AskAsync(chat, history, random)).Text);
            Interlocked.Increment(ref _conversations);

            // What the history has of the calls is what the model is told from now on.
            var calls = history.SelectMany(static message => message.Contents).OfType<McpServerToolCallContent>()
                .ToDictionary(static call => call.CallId, static call => $"{call.Arguments!["id"]}");
            foreach (var result in history.SelectMany(
                static message => message.Contents).OfType<McpServerToolResultContent>())
            {
                Assert.True(
                    approved.Remove(calls[result.CallId]),
                    $"{calls[result.CallId]} has two results, or was not approved.");
                results.Add((calls[result.CallId], result.Outputs![0] is ErrorContent ? result.ErrorOf() : null));
            }

            Assert.Empty(approved);
        }

        return results;
    }

    /// <summary>
    /// The user asks, decides, perhaps twice since the model fails, perhaps changes their mind meanwhile, and has an
    /// answer in the end.
    /// </summary>
    private async Task<List<ChatMessage>> TurnWithApprovalsAsync(
        IChatClient chat, Random random, List<ChatMessage> history, string[] ids, HashSet<string> approved)
    {
        history.Add(new(ChatRole.User, string.Join(' ', ids)));
        var response = await AskAsync(chat, history, random);
        while (response.All<ToolApprovalRequestContent>().Count == 0)
        {
            // It was down when its tools were to be listed. The user asks again when it is back.
            await _oneKillAtATime.WaitAsync();
            _oneKillAtATime.Release();
            response = await AskAsync(chat, history, random);
        }

        history.AddRange(response.Messages);
        history = Trip(history, random);
        var requests = history.SelectMany(static message => message.Contents).OfType<ToolApprovalRequestContent>()
            .TakeLast(ids.Length).ToList();
        List<AIContent> answers = [];
        foreach (var request in requests)
        {
            var approves = random.Next(4) > 0;
            answers.Add(request.CreateResponse(approves));
            if (approves)
            {
                approved.Add(IdOf(request));
            }
            else
            {
                Interlocked.Increment(ref _denied);
            }
        }

        history.Add(new(ChatRole.User, answers));
        if (random.Next(4) == 0)
        {
            Interlocked.Increment(ref _failures);
            await Assert.ThrowsAsync<TimeoutException>(() => AskAsync(chat, history, random, fails: true));
            if (random.Next(2) == 0)
            {
                // Second thoughts come too late for what ran.
                history.Add(
                    new(ChatRole.User,
                        [.. requests.Select(static request => request.CreateResponse(false, "changed my mind"))]));
            }
        }

        history = Trip(history, random);
        response = await AskAsync(chat, history, random);
        Assert.Equal("Done.", response.Text);
        history.AddRange(response.Messages);

        // Denied in time: it certainly did not run when it was tried, so the second thoughts count.
        var told = response.All<McpServerToolCallContent>().Select(static call => $"{call.Arguments!["id"]}")
            .ToHashSet();
        foreach (var id in ids.Where(id => !told.Contains(id)))
        {
            Assert.False(_ran.ContainsKey(id), $"{id} ran and is not in the history.");
            approved.Remove(id);
        }

        return Trip(history, random);
    }

    private List<ChatMessage> Trip(List<ChatMessage> history, Random random)
    {
        if (random.Next(2) == 0)
        {
            return history;
        }

        Interlocked.Increment(ref _trips);
        return history.ThroughJson();
    }

    private Task<ChatResponse> AskAsync(IChatClient chat, List<ChatMessage> history, Random random, bool fails = false)
    {
        var options = new ChatOptions
        {
            Tools = [new HostedMcpServerTool("notes", _server.Address)],
            AdditionalProperties = fails ? new() { ["fail"] = true } : null,
        };
        return random.Next(2) == 0 ? chat.StreamedAsync(history, options) : chat.GetResponseAsync(history, options);
    }

    private static string IdOf(ToolApprovalRequestContent request) =>
        $"{((McpServerToolCallContent)request.ToolCall).Arguments!["id"]}";

    /// <summary>Decides what goes wrong in the turn; the result puts right what must be right after it.</summary>
    private async Task<Func<Task>> PrepareAsync(Random random, string[] ids)
    {
        var victim = ids[random.Next(ids.Length)];
        var killed = Task.CompletedTask;
        switch (random.Next(20))
        {
            case 0:
                await RestartAsync();
                break;

            case 1:
                _onArrival[victim] = () => killed = RestartAsync();
                break;

            case 2:
                _onResult[victim] = () => killed = RestartAsync();
                break;

            case 3:
                _server.ForgetSessions();
                break;

            case 4:
                // Down between the list and the call, and for the rest of the turn.
                var isDown = false;
                _onAnswer[victim] = async () =>
                {
                    await _oneKillAtATime.WaitAsync();
                    isDown = true;
                    _kills++;
                    await _server.KillAsync();
                };
                return async () =>
                {
                    if (isDown)
                    {
                        await _server.StartAsync();
                        _oneKillAtATime.Release();
                    }
                };
        }

        return () => killed;
    }

    private async Task RestartAsync()
    {
        await _oneKillAtATime.WaitAsync();
        try
        {
            _kills++;
            await _server.KillAsync();
            await _server.StartAsync();
        }
        finally
        {
            _oneKillAtATime.Release();
        }
    }

    /// <summary>Sets a kill off and goes no further: the connection ends with the server.</summary>
    private static async Task HitAsync(
        ConcurrentDictionary<string, Action> steps, HttpContext context, JsonRpcMessage? message)
    {
        if (IdOf(message) is { } id && steps.TryRemove(id, out var kill))
        {
            kill();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        }
    }

    /// <summary>
    /// One turn of a user, with approvals or without, and with a request that has to be sent a second time since the
    /// model failed behind the tools.
    /// </summary>
    private async Task<List<(string Id, McpErrorKind? Kind)>> TurnAsync(
        IChatClient chat, string[] ids, bool approve, bool stream, bool again)
    {
        var options = new ChatOptions
        {
            Tools = [
                new HostedMcpServerTool(
                    "notes", _server.Address) { ApprovalMode = approve
                        ? HostedMcpServerToolApprovalMode.AlwaysRequire
                        : HostedMcpServerToolApprovalMode.NeverRequire }],
        };
        List<ChatMessage> history = [new(ChatRole.User, string.Join(' ', ids))];
        var response = await AskAsync();
        while (response.All<ToolCallContent>().Count + response.All<ToolApprovalRequestContent>().Count == 0)
        {
            // It was down when its tools were to be listed. The user asks again when it is back.
            await _oneKillAtATime.WaitAsync();
            _oneKillAtATime.Release();
            response = await AskAsync();
        }

        if (approve && response.All<ToolApprovalRequestContent>() is { Count: > 0 } requests)
        {
            Assert.All(ids, id => Assert.False(_ran.ContainsKey(id)));
            history.AddRange(response.Messages);
            history.Add(new(ChatRole.User, [.. requests.Select(static request => request.CreateResponse(true))]));
            if (again)
            {
                options.AdditionalProperties = new() { ["fail"] = true };
                await Assert.ThrowsAsync<TimeoutException>(AskAsync);
                options.AdditionalProperties = null;
                history = history.ThroughJson();
            }

            response = await AskAsync();
        }

        var calls = response.All<McpServerToolCallContent>();
        var byCall = response.All<McpServerToolResultContent>().ToDictionary(static result => result.CallId);
        Assert.Equal(calls.Count, byCall.Count);
        return [
            .. calls.Select(
                call =>
                    ($"{call.Arguments!["id"]}",
                        byCall[call.CallId].Outputs![0] is ErrorContent
                            ? byCall[call.CallId].ErrorOf()
                            : (McpErrorKind?)null))];

        Task<ChatResponse> AskAsync() =>
            stream ? chat.StreamedAsync(history, options) : chat.GetResponseAsync(history, options);
    }

    private static string? IdOf(JsonRpcMessage? message) =>
        message is JsonRpcRequest { Method: RequestMethods.ToolsCall } request
            ? request.Params?["arguments"]?["id"]?.GetValue<string>()
            : null;

    /// <summary>Notes every word of the user, with one call each, and is away when it is told to be.</summary>
    private sealed class NotingModel(Func<string, Task> beforeCall) : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            var request = new ModelRequest([.. messages], options);
            request.CheckIsWellFormed();
            if (request.Messages[^1].Role == ChatRole.Tool)
            {
                return options?.AdditionalProperties?.ContainsKey("fail") is true
                    ? throw new TimeoutException("The model is away.")
                    : Say(new TextContent("Done."));
            }

            if (request.Messages[^1].Text == "bye")
            {
                return Say(new TextContent("Goodbye."));
            }

            if (request.FunctionNames.Count == 0)
            {
                return Say(new TextContent("The server is down: I cannot."));
            }

            var ids = request.Messages[^1].Text.Split(' ');
            foreach (var id in ids)
            {
                await beforeCall(id);
            }

            return Say(
                [.. ids.Select(static (id, index) => ScriptedModel.CallWithId($"call_{index}", "note", ("id", id)))]);
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(
                messages, options, cancellationToken)).ToChatResponseUpdates())
            {
                yield return update;
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static ChatResponse Say(params AIContent[] contents) => new(
            new ChatMessage(ChatRole.Assistant, contents) { MessageId = Guid.NewGuid().ToString("N") });
    }
}
