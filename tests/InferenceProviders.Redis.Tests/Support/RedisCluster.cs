using System.Globalization;

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

        foreach (var node in nodes.Skip(1))
        {
            await cluster.MeetAsync(node);
        }

        await cluster.AgreesAsync();
        return cluster;
    }

    /// <summary>One more server, which has no slots yet.</summary>
    public async Task<RedisServer> AddNodeAsync()
    {
        var node = await StartNodeAsync();
        await MeetAsync(node);
        foreach (var each in (RedisServer[])[.. Nodes, node])
        {
            await UntilAsync(each, $"cluster_known_nodes:{Nodes.Count + 1}");
            await UntilAsync(each, "cluster_state:ok");
        }

        return node;
    }

    /// <summary>Moves the slot of a key, as redis-cli --cluster reshard does.</summary>
    /// <param name="during">
    /// Is done while both nodes have the slot, and what it returns is waited for in the end.
    /// </param>
    public async Task MoveSlotAsync(string key, RedisServer target, Func<Task<Task>> during)
    {
        var slot = (await target.SendAsync($"CLUSTER KEYSLOT {key}"))![1..];
        var source = Nodes[int.Parse(slot, CultureInfo.InvariantCulture) * Nodes.Count / Slots];
        var (from, to) = (await IdAsync(source), await IdAsync(target));
        await DoAsync(target, $"CLUSTER SETSLOT {slot} IMPORTING {from}");
        await DoAsync(source, $"CLUSTER SETSLOT {slot} MIGRATING {to}");
        var done = await during();
        await DoAsync(
            source, $"MIGRATE 127.0.0.1 {target.Port} \"\" 0 5000 KEYS {key} {key}:expiries {key}:slices");
        await DoAsync(target, $"CLUSTER SETSLOT {slot} NODE {to}");
        await DoAsync(source, $"CLUSTER SETSLOT {slot} NODE {to}");
        await done;
    }

    private static Task<RedisServer> StartNodeAsync() => RedisServer.StartAsync(() =>
    [
        "--save", "", "--cluster-enabled", "yes", "--cluster-port", $"{FreePort.Find()}",

        // A node that a busy machine holds up for a second is not gone.
        "--cluster-node-timeout", "5000", "--cluster-require-full-coverage", "no",
    ]);

    private static async Task<string> IdAsync(RedisServer node) =>
        (await RedisServer.AskAsync(node.Port, "CLUSTER NODES", "myself")).Split(' ')[0];

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

    private async Task MeetAsync(RedisServer node)
    {
        var self = await RedisServer.AskAsync(node.Port, "CLUSTER NODES", "myself");
        var bus = self.Split('@')[1].Split([',', ' '])[0];
        await DoAsync(Nodes[0], $"CLUSTER MEET 127.0.0.1 {node.Port} {bus}");
    }

    /// <summary>Waits until every node knows all the others, and whose each slot is.</summary>
    private async Task AgreesAsync()
    {
        foreach (var node in Nodes)
        {
            await UntilAsync(node, "cluster_state:ok");
            await UntilAsync(node, $"cluster_slots_ok:{Slots}");
            await UntilAsync(node, $"cluster_size:{Nodes.Count}");
        }
    }

    private async Task UntilAsync(RedisServer node, string sign)
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
