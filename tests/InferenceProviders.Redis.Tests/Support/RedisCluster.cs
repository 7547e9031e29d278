using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace InferenceProviders.Redis.Tests.Support;

/// <summary>Three servers that are a cluster, each with a third of the slots.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private RedisCluster(IReadOnlyList<RedisServer> nodes) => Nodes = nodes;

    public IReadOnlyList<RedisServer> Nodes { get; }

    public string Configuration =>
        $"{string.Join(',', Nodes.Select(node => $"127.0.0.1:{node.Port}"))},connectTimeout=2000,connectRetry=1";

    public static async Task<RedisCluster> StartAsync()
    {
        var nodes = new List<RedisServer>();
        for (var i = 0; i < 3; i++)
        {
            nodes.Add(await RedisServer.StartAsync(
                "--save", "", "--cluster-enabled", "yes", "--cluster-port", $"{FreePort()}",
                "--cluster-node-timeout", "1000", "--cluster-require-full-coverage", "no"));
        }

        var cluster = new RedisCluster(nodes);
        using var create = Process.Start(new ProcessStartInfo(
            "redis-cli",
            ["--cluster", "create", .. nodes.Select(node => $"127.0.0.1:{node.Port}"), "--cluster-yes"])
        {
            RedirectStandardOutput = true,
        })!;
        var said = await create.StandardOutput.ReadToEndAsync();
        await create.WaitForExitAsync();
        if (create.ExitCode != 0)
        {
            throw new InvalidOperationException(said);
        }

        foreach (var node in nodes)
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(
                $"127.0.0.1:{node.Port},allowAdmin=true");
            while (!$"{await connection.GetDatabase().ExecuteAsync("CLUSTER", "INFO")}".Contains(
                "cluster_state:ok", StringComparison.Ordinal))
            {
                await Task.Delay(20);
            }
        }

        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
