using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Globalization;
using InferenceProviders.Mcp.Tests.Support;
using Xunit.Abstractions;

namespace InferenceProviders.Mcp.Tests.Field;

/// <summary>
/// Random conversations: turns, own functions and MCP tools with and without approvals, denials, tools and models that
/// fail, JSON trips, both protocols, whole and streamed. Every history that goes out is one that a strict server takes,
/// every approved call runs exactly once, no denied one does, and every conversation goes on to its end.
/// </summary>
[Trait("Category", "Field")]
public sealed class ConversationWalkTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Walks = 60;
    private readonly ConcurrentDictionary<string, int> _ran = new();
    private TestMcpServer _mcp = null!;

    public async Task InitializeAsync() => _mcp = await TestMcpServer.StartAsync(
        TestMcpServer.Define("note", (string key) => Run(key)),
        TestMcpServer.Define("peek", (string key) => Run(key)));

    public async Task DisposeAsync() => await _mcp.DisposeAsync();

    [Theory]
    [InlineData(ChatProtocol.ChatCompletions, "function invocation")]
    [InlineData(ChatProtocol.Responses, "function invocation")]
    [InlineData(ChatProtocol.ChatCompletions, "MCP inside")]
    [InlineData(ChatProtocol.Responses, "MCP inside")]
    [InlineData(ChatProtocol.ChatCompletions, "MCP around")]
    [InlineData(ChatProtocol.Responses, "MCP around")]
    public async Task Every_conversation_goes_on_and_every_approved_call_runs_once(ChatProtocol protocol, string way)
    {
        await using var server = await ModelServer.StartAsync(Model);
        using var router = new InferenceRouter(new InferenceProvidersOptions { Token = "hf_test" });
        var totals = (Requests: 0, Approved: 0, Denied: 0, Failures: 0, Trips: 0);
        for (var seed = 0; seed < Walks; seed++)
        {
            using var client = Pipeline(router.AsIChatClient(server.Address, protocol, "m"), way);
            var walk = new Walk(client, seed, way == "function invocation" ? null : _mcp, Run)
            {
                Prefix = $"{protocol}-{way}",
            };
            try
            {
                await walk.RunAsync();
            }
            catch (InferenceException exception)
            {
                throw new InvalidOperationException(
                    $"seed {seed}: {exception.Message}\n{server.Requests[^1].ToJsonString()}\n{walk.Describe()}",
                    exception);
            }

            Assert.Equal("Goodbye.", walk.LastText);
            Assert.All(
                walk.Approved, key =>
                    Assert.True(
                        _ran.GetValueOrDefault(key) == 1,
                        $"seed {seed}: the approved {key} ran {_ran.GetValueOrDefault(key)} "
                        + $"times.\n{server.Transcript}"));
            Assert.All(walk.Denied, key => Assert.False(_ran.ContainsKey(key), $"seed {seed}: the denied {key} ran."));
            var transcript = server.Transcript;
            Assert.All(
                walk.Approved.Concat(walk.Denied), key =>
                    Assert.True(
                        transcript.Contains(key, StringComparison.Ordinal),
                        $"seed {seed}: {key} is lost.\n{transcript}"));
            Assert.All(
                walk.Approved.Where(key => !walk.Lost.Contains(key)), key =>
                    Assert.Contains($"did {key}", transcript, StringComparison.Ordinal));
            totals = (totals.Requests + walk.Requests, totals.Approved + walk.Approved.Count,
                totals.Denied + walk.Denied.Count, totals.Failures + walk.Failures, totals.Trips + walk.Trips);
        }

        output.WriteLine(
            $"{Walks} conversations, {totals.Requests} requests, {totals.Approved} approved, {totals.Denied} denied,"
            + $" {totals.Failures} failures of the model, {totals.Trips} JSON trips.");
        Assert.True(totals is { Approved: > Walks, Denied: > Walks / 2, Failures: > Walks / 4, Trips: > Walks });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_model_is_told_what_Microsofts_own_client_tells_it(bool stream)
    {
        await using var server = await ModelServer.StartAsync(Model);
        using var router = new InferenceRouter(new InferenceProvidersOptions { Token = "hf_test" });
        var compared = 0;
        for (var seed = 0; seed < Walks; seed++)
        {
            List<string> told = [];
            foreach (var isPeer in (bool[])[false, true])
            {
                server.IsLenient = isPeer;
                using var inner = isPeer
                    ? Peer(server.Address)
                    : router.AsIChatClient(server.Address, ChatProtocol.ChatCompletions, "m");
                using var client = inner.AsBuilder().UseFunctionInvocation().Build();
                var walk = new Walk(client, seed, null, static key => $"did {key}")
                {
                    Prefix = "peer",
                    MayFail = false,
                    Stream = stream,
                };
                await walk.RunAsync();
                told.Add(Told(ModelServer.Read(server.Requests[^1], isPeer)));
            }

            Assert.Equal(told[1], told[0]);
            compared++;
        }

        output.WriteLine($"{compared} conversations compared.");
    }

    /// <summary>
    /// What was said, and which call gave what. The thoughts of a model are not told by the peer, and it puts words
    /// that came with an answer in front of the call.
    /// </summary>
    private static string Told(IReadOnlyList<ModelServer.Said> history)
    {
        var results = history.Where(static said => said.Who == "result")
            .ToDictionary(static said => said.Id!, static said => said.What);
        var said = history.Where(static said => said.Who is "user" or "assistant")
            .Select(static said => said.ToString());
        var calls = history.Where(static said => said.Who == "call")
            .Select(call => $"{Compact(call.What)} -> {results[call.Id!].Trim('"')}").Order(StringComparer.Ordinal);
        return string.Join('\n', said.Concat(calls));
    }

    private static string Compact(string call) => string.Concat(call.Where(static c => !char.IsWhiteSpace(c)));

    private static IChatClient Peer(Uri address) => new OpenAI.OpenAIClient(
        new ApiKeyCredential("k"), new() { Endpoint = address, RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient(
            "m").AsIChatClient();

    private static IChatClient Pipeline(IChatClient client, string way) => way switch
    {
        "MCP inside" => client.UseMcpServerTools().AsBuilder().UseFunctionInvocation().Build(),
        "MCP around" => client.AsBuilder().UseFunctionInvocation().Build().UseMcpServerTools(),
        _ => client.AsBuilder().UseFunctionInvocation().Build(),
    };

    /// <summary>
    /// Does what the user says: "pay(a-1) note(a-2)" are calls, "away" is a failure, once results are there.
    /// </summary>
    private static ModelSays? Model(IReadOnlyList<ModelServer.Said> history)
    {
        var last = history[^1];
        var words = history.Last(static said => said.Who == "user").What;
        if (words.EndsWith("away", StringComparison.Ordinal))
        {
            return null;
        }

        if (last.Who != "user" || !words.Contains('('))
        {
            return new(null, words == "bye" ? "Goodbye." : "Done.");
        }

        var calls = words.Split(' ').Where(static word => word.Contains('('))
            .Select(static word => word.TrimEnd(')').Split('('));
        return new(
            "I think I should.", words.Length % 2 == 0
                ? "Let me see."
                : null, [.. calls.Select(static call => ($"call_{call[1]}", call[0], $$"""{"key":"{{call[1]}}"}"""))]);
    }

    private string Run(string key)
    {
        _ran.AddOrUpdate(key, 1, static (_, count) => count + 1);
        return $"did {key}";
    }

    private sealed class Walk(IChatClient client, int seed, TestMcpServer? mcp, Func<string, string> run)
    {
        private readonly Random _random = new(seed);
        private List<ChatMessage> _history = [];

        public required string Prefix { get; init; }

        public bool MayFail { get; init; } = true;

        public bool? Stream { get; init; }

        public HashSet<string> Approved { get; } = [];

        public HashSet<string> Denied { get; } = [];

        /// <summary>Ran, and the result was lost with the request that failed behind it, or there was none.</summary>
        public HashSet<string> Lost { get; } = [];

        public int Requests { get; private set; }

        public int Failures { get; private set; }

        public int Trips { get; private set; }

        public string LastText { get; private set; } = "";

        public async Task RunAsync()
        {
            var turns = _random.Next(2, 6);
            for (var turn = 0; turn < turns; turn++)
            {
                string[] functions = mcp is null
                    ? ["pay", "pay", "read", "boom"]
                    : ["pay", "read", "boom", "note", "note", "peek"];
                var calls = Enumerable.Range(0, _random.Next(0, 4))
                    .Select(
                        call =>
                            $"{functions[_random.Next(functions.Length)]}({Prefix.Replace(' ', '_')}-{seed}-{turn}-{call})").ToList();
                _history.Add(new(ChatRole.User, calls.Count == 0 ? "hello" : string.Join(' ', calls)));
                await SendAsync();
                for (var requests = Open(); requests.Count > 0; requests = Open())
                {
                    await DecideAsync(requests);
                }

                MaybeTrip();
            }

            _history.Add(new(ChatRole.User, "bye"));
            await SendAsync();
        }

        public string Describe() =>
            string.Join(
                '\n',
                _history.Select(
                    static message =>
                        $"{message.Role} {message.MessageId}: {string.Join(" | ", message.Contents.Select(Describe))}"));

        private static string Describe(AIContent content) => content switch
        {
            TextContent text => text.Text,
            FunctionCallContent call => $"{call.Name}({call.CallId}){(call.InformationalOnly ? " told" : "")}",
            FunctionResultContent result => $"-> {result.CallId}",
            McpServerToolCallContent call => $"mcp {call.Name}({call.CallId})",
            McpServerToolResultContent result => $"mcp -> {result.CallId}",
            ToolApprovalRequestContent request => $"{Describe(request.ToolCall)}?",
            ToolApprovalResponseContent response => $"{Describe(response.ToolCall)}: {response.Approved}",
            _ => content.GetType().Name,
        };

        /// <summary>The approvals that the last response asks for.</summary>
        private List<ToolApprovalRequestContent> Open()
        {
            var answered = _history.SelectMany(static message => message.Contents).OfType<ToolApprovalResponseContent>()
                .Select(static response => response.RequestId).ToHashSet();
            return [
                .. _history.SelectMany(static message => message.Contents).OfType<ToolApprovalRequestContent>()
                .Where(request => !answered.Contains(request.RequestId))];
        }

        private async Task DecideAsync(List<ToolApprovalRequestContent> requests)
        {
            List<AIContent> answers = [];
            foreach (var request in requests)
            {
                var approve = _random.Next(3) > 0;
                (approve ? Approved : Denied).Add(KeyOf(request.ToolCall));
                if (request.ToolCall is FunctionCallContent { Name: "boom" })
                {
                    Lost.Add(KeyOf(request.ToolCall));
                }

                answers.Add(request.CreateResponse(approve, approve ? null : "no"));
            }

            if (_random.Next(3) == 0)
            {
                answers.Add(new TextContent("as I said"));
            }

            _history.Add(new(ChatRole.User, answers));
            if (MayFail && _random.Next(3) == 0)
            {
                // The request that carries the approvals fails behind the tools. The user says it again, or goes on to
                // something else.
                Failures++;
                _history.Add(new(ChatRole.User, "away"));
                await Assert.ThrowsAsync<InferenceException>(SendAsync);
                _history.RemoveAt(_history.Count - 1);
                Lost.UnionWith(
                    requests.Where(static request => request.ToolCall is FunctionCallContent)
                    .Select(static request => KeyOf(request.ToolCall)));
                if (_random.Next(2) == 0)
                {
                    _history.Add(new(ChatRole.User, "what happened?"));
                }
            }

            await SendAsync();
        }

        private void MaybeTrip()
        {
            if (_random.Next(2) == 0)
            {
                Trips++;
                _history = _history.ThroughJson();
            }
        }

        private async Task SendAsync()
        {
            Requests++;
            ChatOptions options = new()
            {
                Tools =
                [
                    new ApprovalRequiredAIFunction(AIFunctionFactory.Create(Do, "pay")),
                    AIFunctionFactory.Create(Do, "read"),
                    new ApprovalRequiredAIFunction(AIFunctionFactory.Create(Boom, "boom")),
                ],
            };
            if (mcp is not null)
            {
                options.Tools.Add(new HostedMcpServerTool("notes", mcp.Address)
                {
                    ApprovalMode = HostedMcpServerToolApprovalMode.RequireSpecific(["note"], ["peek"]),
                });
            }

            var response = Stream ?? _random.Next(2) == 0 ? await client.StreamedAsync(_history, options)
                : await client.GetResponseAsync(_history, options);
            LastText = response.Text;
            _history.AddRange(response.Messages);
        }

        private string Do(string key) => run(key);

        private string Boom(string key) => throw new InvalidOperationException(run(key));

        private static string KeyOf(ToolCallContent call) => Convert.ToString(call switch
        {
            FunctionCallContent function => function.Arguments!["key"],
            McpServerToolCallContent tool => tool.Arguments!["key"],
            _ => null,
        }, CultureInfo.InvariantCulture)!;
    }
}
