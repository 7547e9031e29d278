using System.Collections.Concurrent;
using System.Text.Json;
using InferenceProviders.Mcp.Tests.Support;

namespace InferenceProviders.Mcp.Tests.Field;

/// <summary>
/// dotnet/extensions#7533 and its siblings: two approvals of which one is denied, answers that come late, apart, twice
/// or without their question, approvals that lead to approvals, ids that begin anew in every turn, updates kept one by
/// one as JSON, and histories that another pipeline goes on with.
/// </summary>
[Trait("Category", "Field")]
public sealed class ApprovalSiblingsTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, int> _ran = new();
    private TestMcpServer _mcp = null!;

    public static TheoryData<string, ChatProtocol, string> Cases()
    {
        var data = new TheoryData<string, ChatProtocol, string>();
        foreach (var scenario in (string[])["one denied", "apart", "late", "twice", "chain", "ids", "trimmed",
            "words first", "answered by a tool message", "other pipeline", "protocols"])
        {
            foreach (var protocol in (ChatProtocol[])[ChatProtocol.ChatCompletions, ChatProtocol.Responses])
            {
                foreach (var way in (string[])["function invocation", "MCP inside", "MCP around"])
                {
                    // What Microsoft's client itself does not take: approvals that are open when the user talks on,
                    // answered twice, or of calls with one id.
                    if (way != "function invocation" || scenario is not ("late" or "twice" or "ids"))
                    {
                        data.Add(scenario, protocol, way);
                    }
                }
            }
        }

        return data;
    }

    public async Task InitializeAsync() =>
        _mcp = await TestMcpServer.StartAsync(TestMcpServer.Define("note", (string key) => Run(key)));

    public async Task DisposeAsync() => await _mcp.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_conversation_goes_on(string scenario, ChatProtocol protocol, string way)
    {
        for (var bits = 0; bits < 4; bits++)
        {
            _ran.Clear();
            var (stream, json) = ((bits & 1) > 0, (bits & 2) > 0);
            await using var server = await ModelServer.StartAsync(history => Model(history, scenario == "ids"));
            using var router = new InferenceRouter(new InferenceProvidersOptions { Token = "hf_test" });
            using var client = Pipeline(router.AsIChatClient(server.Address, protocol, "m"), way);
            var talk = new Talk(client, Options(way), stream, json);
            try
            {
                await PlayAsync(scenario, talk, way, router, server, protocol);
                Assert.Equal("Goodbye.", await talk.SayAsync("bye"));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"stream {stream}, json {json}:"
                    + $" {exception.Message}\n{(server.Requests.Count > 0 ? server.Requests[^1].ToJsonString() : "")}\n{talk}",
                    exception);
            }

            Assert.All(
                talk.Approved, key =>
                    Assert.True(
                        _ran.GetValueOrDefault(key) == 1,
                        $"stream {stream}, json {json}: {key} ran {_ran.GetValueOrDefault(key)} "
                        + $"times\n{server.Transcript}"));
            Assert.All(talk.Denied, key => Assert.False(_ran.ContainsKey(key)));
            Assert.All(
                talk.Approved, key => Assert.Contains($"did {key}", server.Transcript, StringComparison.Ordinal));
        }
    }

    private static async Task PlayAsync(
        string scenario, Talk talk, string way, InferenceRouter router, ModelServer server, ChatProtocol protocol)
    {
        var second = way == "function invocation" ? "pay" : "note";
        switch (scenario)
        {
            case "one denied":
                await talk.SayAsync($"pay(a) {second}(b)");
                await talk.DecideAsync(talk.Open(), approve: static key => key == "a");
                await talk.SayAsync("thanks");
                await talk.SayAsync($"pay(c) {second}(d)");
                await talk.DecideAsync(talk.Open(), approve: static key => key == "d");
                break;

            case "apart":
                await talk.SayAsync($"pay(a) {second}(b)");
                foreach (var request in talk.Open())
                {
                    talk.Answer([request], static _ => true);
                }

                await talk.SendAsync();
                break;

            case "late":
                await talk.SayAsync($"{second}(a)");
                var late = talk.Open();
                await talk.SayAsync("wait");
                await talk.SayAsync("what else?");
                await talk.DecideAsync(late, static _ => true);
                break;

            case "twice":
                await talk.SayAsync("note(a) note(b)");
                var open = talk.Open();
                talk.Answer(open, static _ => true);
                talk.Answer(open, static _ => true);
                await talk.SendAsync();
                await talk.SayAsync("thanks");
                break;

            case "chain":
                await talk.SayAsync($"{second}(a) then");
                await talk.DecideAsync(talk.Open(), static _ => true);
                await talk.DecideAsync(talk.Open(), static _ => true);
                await talk.SayAsync("thanks");
                break;

            case "ids":
                for (var turn = 0; turn < 3; turn++)
                {
                    await talk.SayAsync($"note(a{turn}) note(b{turn})");
                    await talk.DecideAsync(talk.Open(), key => key[0] == 'a');
                }

                break;

            case "trimmed":
                await talk.SayAsync("hello");
                await talk.SayAsync($"{second}(a)");
                var answers = talk.Open();
                talk.History.RemoveAll(
                    static message => message.Contents.Any(static content => content is ToolApprovalRequestContent));
                await talk.DecideAsync(answers, static _ => true);
                break;

            case "words first":
                await talk.SayAsync($"{second}(a) pay(b)");
                talk.Answer(talk.Open(), static _ => true, "Yes, do.");
                await talk.SendAsync();
                break;

            case "answered by a tool message":
                await talk.SayAsync($"{second}(a) pay(b)");
                talk.Answer(talk.Open(), static key => key == "a", role: ChatRole.Tool);
                await talk.SendAsync();
                break;

            case "other pipeline":
                await talk.SayAsync($"{second}(a) pay(b)");
                await talk.DecideAsync(talk.Open(), static key => key == "a");
                talk.Client = router.AsIChatClient(server.Address, protocol, "m").AsBuilder().UseFunctionInvocation()
                    .Build();
                talk.Options = new();
                await talk.SayAsync("thanks");
                break;

            case "protocols":
                await talk.SayAsync($"{second}(a) pay(b)");
                talk.Client = Pipeline(
                    router.AsIChatClient(
                        server.Address, protocol == ChatProtocol.Responses
                            ? ChatProtocol.ChatCompletions
                            : ChatProtocol.Responses, "m"), way);
                await talk.DecideAsync(talk.Open(), static key => key == "a");
                await talk.SayAsync("thanks");
                break;
        }
    }

    private ChatOptions Options(string way)
    {
        ChatOptions options = new()
        {
            Tools = [new ApprovalRequiredAIFunction(AIFunctionFactory.Create((string key) => Run(key), "pay"))],
        };
        if (way != "function invocation")
        {
            options.Tools.Add(new HostedMcpServerTool("notes", _mcp.Address));
        }

        return options;
    }

    private static IChatClient Pipeline(IChatClient client, string way) => way switch
    {
        "MCP inside" => client.UseMcpServerTools().AsBuilder().UseFunctionInvocation().Build(),
        "MCP around" => client.AsBuilder().UseFunctionInvocation().Build().UseMcpServerTools(),
        _ => client.AsBuilder().UseFunctionInvocation().Build(),
    };

    /// <summary>Calls what the user names, in order; "then" makes it call once more.</summary>
    private static ModelSays Model(IReadOnlyList<ModelServer.Said> history, bool shortIds)
    {
        var words = history.Last(static said => said.Who == "user").What;
        var asked = history.LastOrDefault(static said => said.Who == "user" && said.What.Contains('(')) is { } last
            ? last.What
            : "";
        if (history[^1].Who == "result" && asked.EndsWith("then", StringComparison.Ordinal)
            && !history.Any(static said => said.What.Contains("second", StringComparison.Ordinal)))
        {
            return new(null, null, ("call_second", asked.Split('(')[0], """{"key":"second"}"""));
        }

        if (history[^1].Who != "user" || !words.Contains('('))
        {
            return new(null, words == "bye" ? "Goodbye." : "Done.");
        }

        var calls = words.Split(' ').Where(static word => word.Contains('('))
            .Select(static word => word.TrimEnd(')').Split('('));
        return new(
            "I should.", "Let me see.",
            [.. calls.Select(
                (call, index) =>
                    (shortIds ? $"call_{index}" : $"call_{call[1]}", call[0], $$"""{"key":"{{call[1]}}"}"""))]);
    }

    private string Run(string key)
    {
        _ran.AddOrUpdate(key, 1, static (_, count) => count + 1);
        return $"did {key}";
    }

    private sealed class Talk(IChatClient client, ChatOptions options, bool stream, bool json)
    {
        public IChatClient Client { get; set; } = client;

        public ChatOptions Options { get; set; } = options;

        public List<ChatMessage> History { get; private set; } = [];

        public HashSet<string> Approved { get; } = [];

        public HashSet<string> Denied { get; } = [];

        public async Task<string> SayAsync(string words)
        {
            History.Add(new(ChatRole.User, words));
            return await SendAsync();
        }

        public async Task<string> SendAsync()
        {
            ChatResponse response;
            if (stream)
            {
                List<ChatResponseUpdate> updates = [];
                await foreach (var update in Client.GetStreamingResponseAsync(History, Options))
                {
                    updates.Add(json
                        ? JsonSerializer.Deserialize<ChatResponseUpdate>(
                            JsonSerializer.Serialize(update, AIJsonUtilities.DefaultOptions),
                            AIJsonUtilities.DefaultOptions)! : update);
                }

                response = updates.ToChatResponse();
            }
            else
            {
                response = await Client.GetResponseAsync(History, Options);
            }

            History.AddRange(response.Messages);
            History = json ? History.ThroughJson() : History;
            return response.Text;
        }

        public List<ToolApprovalRequestContent> Open()
        {
            var answered = History.SelectMany(static message => message.Contents).OfType<ToolApprovalResponseContent>()
                .Select(static response => response.RequestId).ToHashSet();
            return [
                .. History.SelectMany(static message => message.Contents).OfType<ToolApprovalRequestContent>()
                .Where(request => !answered.Contains(request.RequestId))];
        }

        public Task<string> DecideAsync(List<ToolApprovalRequestContent> requests, Func<string, bool> approve)
        {
            Assert.NotEmpty(requests);
            Answer(requests, approve);
            return SendAsync();
        }

        public void Answer(
            List<ToolApprovalRequestContent> requests, Func<string, bool> approve, string? words = null,
            ChatRole? role = null)
        {
            List<AIContent> contents = words is null ? [] : [new TextContent(words)];
            foreach (var request in requests)
            {
                var key =
                    $"{(request.ToolCall is FunctionCallContent function ? function.Arguments! : ((McpServerToolCallContent)request.ToolCall).Arguments!)["key"]}";
                (approve(key) ? Approved : Denied).Add(key);
                contents.Add(request.CreateResponse(approve(key), approve(key) ? null : "no"));
            }

            History.Add(new(role ?? ChatRole.User, contents));
            History = json ? History.ThroughJson() : History;
        }

        public override string ToString() =>
            string.Join(
                '\n',
                History.Select(
                    static message =>
                        $"{message.Role}: {string.Join(" | ", message.Contents.Select(static content => content is TextContent text ? text.Text : content.GetType().Name))}"));
    }
}
