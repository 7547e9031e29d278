using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Frameworks;

/// <summary>Microsoft.Extensions.AI's own loop: three turns in which the model calls a tool, and the answer.</summary>
internal sealed class FunctionsMetric : IMetric
{
    public string Name => "functions";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var address = contest.Server.For("loop");
        using var router = ChatClients.Router(address);
        using var ours = router.AsIChatClient(Conversation.Model).AsBuilder().UseFunctionInvocation().Build();
        using var floor = new FloorChatClient(address).AsBuilder().UseFunctionInvocation().Build();
        using var peer = ChatClients.Peer(address).AsBuilder().UseFunctionInvocation().Build();
        IChatClient[] clients = [ours, floor, peer];
        Duel[] duels =
        [
            new("loop of three tools", ChatClients.PeerName, [.. clients.Select(Whole)]),
            new("loop of three tools, streamed", ChatClients.PeerName, [.. clients.Select(Streamed)]),
        ];
        foreach (var duel in duels)
        {
            await foreach (var figure in duel.MeasureAsync())
            {
                yield return figure;
            }
        }
    }

    public static Func<Task<int>> Whole(IChatClient client)
    {
        var options = new ChatOptions { Tools = Travel.Tools };
        return async () => (await client.GetResponseAsync(Conversation.Prompt, options)).Text.Length;
    }

    public static Func<Task<int>> Streamed(IChatClient client)
    {
        var options = new ChatOptions { Tools = Travel.Tools };
        return async () =>
        {
            var length = 0;
            await foreach (var update in client.GetStreamingResponseAsync(Conversation.Prompt, options))
            {
                length += update.Text.Length;
            }

            return length;
        };
    }
}
