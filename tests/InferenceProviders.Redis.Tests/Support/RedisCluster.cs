namespace InferenceProviders.Redis.Tests.Support;

/// <summary>Three servers that are a cluster, each with a third of the slots.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16384;

    private RedisCluster(IReadOnlyList<RedisServer> nodes) => Nodes = nodes;

    public IReadOnlyList<RedisServer> Nodes { get; }

    public string Configuration =>
        $"{string.Join(',', Nodes.Select(node => $"127.0.0.1:{node.Port}"))},connectTimeout=2000,connectRetry=1";

    public static async Task<RedisCluster> StartAsync()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartNodeAsync()));
        var cluster = new RedisCluster(nodes);
        for (var i = 0; i < nodes.Length; i++)
        {
            await cluster.DoAsync(nodes[i], $"CLUSTER SET-CONFIG-EPOCH {i + 1}");
            await cluster.DoAsync(
                nodes[i],
                $"CLUSTER ADDSLOTSRANGE {Slots * i / nodes.Length} {(Slots * (i + 1) / nodes.Length) - 1}");
        }

        var first = nodes[0];
        foreach (var node in nodes.Skip(1))
        {
            var self = await RedisServer.AskAsync(node.Port, "CLUSTER NODES", "myself");
            var bus = self.Split('@')[1].Split([',', ' '])[0];
            await cluster.DoAsync(first, $"CLUSTER MEET 127.0.0.1 {node.Port} {bus}");
        }

        await cluster.AgreesAsync();
        return cluster;
    }

    /// <summary>One more server, which is no node of the cluster yet.</summary>
    public static Task<RedisServer> StartNodeAsync() => RedisServer.StartAsync(() =>
    [
        "--save", "", "--cluster-enabled", "yes", "--cluster-port", $"{FreePort.Find()}",

        // A node that a busy machine holds up for a second is not gone.
        "--cluster-node-timeout", "5000", "--cluster-require-full-coverage", "no",
    ]);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }
    }

    private async Task DoAsync(RedisServer node, string command)
    {
        if (await node.SendAsync(command) is var answer and not "+OK")
        {
            throw new InvalidOperationException($"{command}: {answer}\n{await TellAsync()}");
        }
    }

    /// <summary>Waits until every node knows all the others, and whose each slot is.</summary>
    private async Task AgreesAsync()
    {
        foreach (var node in Nodes)
        {
            foreach (var sign in (string[])[
                "cluster_state:ok", $"cluster_slots_ok:{Slots}", $"cluster_size:{Nodes.Count}"])
            {
                for (var tries = 0; await RedisServer.AskAsync(node.Port, "CLUSTER INFO", sign) != sign; tries++)
                {
                    if (tries > 1500)
                    {
                        throw new TimeoutException($"{node.Port} has no {sign}.\n{await TellAsync()}");
                    }

                    await Task.Delay(20);
                }
            }
        }
    }

    /// <summary>What each node knows, and has said.</summary>
    public async Task<string> TellAsync()
    {
        var parts = new List<string>();
        foreach (var node in Nodes)
        {
            parts.Add($"{node.Port}: {await RedisServer.AskAsync(node.Port, "CLUSTER INFO", "cluster_state")}, "
                + $"{await RedisServer.AskAsync(node.Port, "CLUSTER INFO", "cluster_slots_ok")}\n{node.Said}");
        }

        return string.Join('\n', parts);
    }
}
