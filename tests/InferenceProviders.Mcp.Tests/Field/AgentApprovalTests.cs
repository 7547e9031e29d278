using InferenceProviders.Mcp.Tests.Support;
using Microsoft.Agents.AI;

namespace InferenceProviders.Mcp.Tests.Field;

/// <summary>
/// The same through agents of the Agent Framework, whose sessions are kept as JSON: microsoft/agent-framework#8575 and
/// dotnet/extensions#7533.
/// </summary>
[Trait("Category", "Field")]
public sealed class AgentApprovalTests : IAsyncLifetime
{
    private int _runs;
    private TestMcpServer _mcp = null!;

    public async Task InitializeAsync() =>
        _mcp = await TestMcpServer.StartAsync(TestMcpServer.Define("note", (string key) => $"did {key} {++_runs}"));

    public async Task DisposeAsync() => await _mcp.DisposeAsync();

    [Theory]
    [InlineData(ChatProtocol.ChatCompletions, "pay", true)]
    [InlineData(ChatProtocol.ChatCompletions, "pay", false)]
    [InlineData(ChatProtocol.Responses, "pay", true)]
    [InlineData(ChatProtocol.ChatCompletions, "note", true)]
    [InlineData(ChatProtocol.ChatCompletions, "note", false)]
    [InlineData(ChatProtocol.Responses, "note", true)]
    public async Task An_agents_conversation_goes_on_after_an_approval(ChatProtocol protocol, string tool, bool approve)
    {
        await using var server = await ModelServer.StartAsync(static history => Model(history, fails: false));
        using var router = new InferenceRouter(new InferenceProvidersOptions { Token = "hf_test" });
        var agent = Agent(router.AsIChatClient(server.Address, protocol, "m"));
        var session = await agent.CreateSessionAsync();

        var asked = await agent.RunAsync($"{tool}(a)", session);
        session = await TripAsync(agent, session);
        var request = Assert.Single(
            asked.Messages.SelectMany(static message => message.Contents).OfType<ToolApprovalRequestContent>());
        await agent.RunAsync([new ChatMessage(ChatRole.User, [request.CreateResponse(approve)])], session);
        foreach (var words in (string[])["thanks", "bye"])
        {
            session = await TripAsync(agent, session);
            Assert.Equal("You are welcome.", (await agent.RunAsync(words, session)).Text);
        }

        Assert.Equal(approve ? 1 : 0, _runs);
        Assert.Contains($"call: {tool}({{\"key\":\"a\"}})", server.Transcript, StringComparison.Ordinal);
        Assert.Equal(approve, server.Transcript.Contains("result: did a 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_ran_is_not_told_as_not_run_when_the_request_failed_behind_it()
    {
        var isAway = false;
        await using var server = await ModelServer.StartAsync(history => Model(history, isAway));
        using var router = new InferenceRouter(new InferenceProvidersOptions { Token = "hf_test" });
        var agent = Agent(router.AsIChatClient(server.Address, ChatProtocol.ChatCompletions, "m"));
        var session = await agent.CreateSessionAsync();
        var asked = await agent.RunAsync("note(a)", session);
        var kept = await agent.SerializeSessionAsync(session);
        var request = Assert.Single(
            asked.Messages.SelectMany(static message => message.Contents).OfType<ToolApprovalRequestContent>());
        isAway = true;
        await Assert.ThrowsAsync<InferenceException>(
            () => agent.RunAsync([new ChatMessage(ChatRole.User, [request.CreateResponse(true)])], session));
        Assert.Equal(1, _runs);
        isAway = false;

        // The agent puts a denial of its own into the history of an approval that nobody answered.
        session = await agent.DeserializeSessionAsync(kept);
        var answer = await agent.RunAsync("what happened?", session);

        Assert.Equal("You are welcome.", answer.Text);
        Assert.Contains("did a 1", server.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("not run", server.Transcript, StringComparison.Ordinal);
        Assert.Equal(1, _runs);
    }

    private static ModelSays? Model(IReadOnlyList<ModelServer.Said> history, bool fails) => history[^1] switch
    {
        _ when fails => null,
        { Who: "user", What: "pay(a)" or "note(a)" } said =>
            new("They want that.", "Let me see.", ("call_1", said.What.Split('(')[0], """{"key":"a"}""")),
        { Who: "user" } => new(null, "You are welcome."),
        _ => new(null, "Done."),
    };

    private ChatClientAgent Agent(IChatClient client) => client.UseMcpServerTools().AsAIAgent(tools:
    [
        new ApprovalRequiredAIFunction(AIFunctionFactory.Create((string key) => $"did {key} {++_runs}", "pay")),
        new HostedMcpServerTool("notes", _mcp.Address),
    ]);

    private static async Task<AgentSession> TripAsync(AIAgent agent, AgentSession session) =>
        await agent.DeserializeSessionAsync(await agent.SerializeSessionAsync(session));
}
