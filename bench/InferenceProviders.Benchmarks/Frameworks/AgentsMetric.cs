using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Frameworks;

/// <summary>An agent of Agent Framework: an answer, a streamed answer, and an answer by way of three tools.</summary>
internal sealed class AgentsMetric : IMetric
{
    public string Name => "agents";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        Duel[] duels =
        [
            Duel("answer", contest.Server.For("chat"), null, Whole),
            Duel("answer, streamed, 100 chunks", contest.Server.For("stream-100"), null, Streamed),
            Duel("answer by way of three tools", contest.Server.For("loop"), Travel.Tools, Whole),
        ];
        foreach (var duel in duels)
        {
            await foreach (var figure in duel.MeasureAsync())
            {
                yield return figure;
            }
        }
    }

    private static Duel Duel(string name, Uri address, IList<AITool>? tools, Func<AIAgent, Func<Task<int>>> operation)
    {
        IChatClient[] clients =
        [
            ChatClients.Router(address).AsIChatClient(Conversation.Model), new FloorChatClient(address),
            ChatClients.Peer(address),
        ];
        return new(
            $"agent: {name}", ChatClients.PeerName,
            [.. clients.Select(
                client => operation(new ChatClientAgent(client, "You are a guide.", "Guide", tools: tools)))]);
    }

    private static Func<Task<int>> Whole(AIAgent agent) =>
        async () => (await agent.RunAsync(Conversation.Prompt)).Text.Length;

    private static Func<Task<int>> Streamed(AIAgent agent) => async () =>
    {
        var length = 0;
        await foreach (var update in agent.RunStreamingAsync(Conversation.Prompt))
        {
            length += update.Text.Length;
        }

        return length;
    };
}
