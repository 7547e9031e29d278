using System.Diagnostics;

namespace InferenceProviders.Redis.Tests.Support;

/// <summary>A server, a replica of it, and a sentinel that makes the replica the server when that is gone.</summary>
internal sealed class SentinelGroup : IAsyncDisposable
{
    private const int PortsToTry = 5;

    private readonly string _directory = Directory.CreateTempSubdirectory("sentinel-").FullName;
    private Process? _sentinel;
    private int _port;

    private SentinelGroup(RedisServer master, RedisServer replica) => (Master, Replica) = (master, replica);

    public RedisServer Master { get; }

    public RedisServer Replica { get; }

    public string Configuration => $"127.0.0.1:{_port},serviceName=app,connectTimeout=2000,connectRetry=1";

    public static async Task<SentinelGroup> StartAsync()
    {
        var master = await RedisServer.StartAsync("--save", "");
        var replica = await RedisServer.StartAsync("--save", "", "--replicaof", $"127.0.0.1 {master.Port}");
        var group = new SentinelGroup(master, replica);
        for (var tries = 1; !await group.StartSentinelAsync(); tries++)
        {
            if (tries == PortsToTry)
            {
                throw new InvalidOperationException("No sentinel started.");
            }
        }

        await Members.UntilAsync(async () =>
            (await RedisServer.AskAsync(group._port, "INFO sentinel", "slaves=")).Contains(
                "slaves=1", StringComparison.Ordinal)
            && (await RedisServer.AskAsync(master.Port, "INFO replication", "slave0")).Contains(
                "state=online", StringComparison.Ordinal));
        return group;
    }

    /// <summary>Whether the replica is the server now.</summary>
    public async Task<bool> HasFailedOverAsync() =>
        await RedisServer.AskAsync(Replica.Port, "INFO replication", "role:") == "role:master";

    public async ValueTask DisposeAsync()
    {
        await StopSentinelAsync();
        await Master.DisposeAsync();
        await Replica.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Starts it; false when its port was taken meanwhile.</summary>
    private async Task<bool> StartSentinelAsync()
    {
        await StopSentinelAsync();
        _port = FreePort.Find();
        var file = Path.Combine(_directory, "sentinel.conf");
        await File.WriteAllTextAsync(file, $"""
            port {_port}
            bind 127.0.0.1
            dir {_directory}
            sentinel monitor app 127.0.0.1 {Master.Port} 1
            sentinel down-after-milliseconds app 400
            sentinel failover-timeout app 3000
            """);
        _sentinel = Process.Start(new ProcessStartInfo(RedisServer.ProgramPath, [file, "--sentinel"])
        {
            RedirectStandardOutput = true,
        })!;
        _sentinel.OutputDataReceived += static (_, _) => { };
        _sentinel.BeginOutputReadLine();
        var sign = $"process_id:{_sentinel.Id}";
        await Members.UntilAsync(async () =>
            _sentinel.HasExited || await RedisServer.AskAsync(_port, "INFO server", "process_id:") == sign);
        return !_sentinel.HasExited;
    }

    private async Task StopSentinelAsync()
    {
        if (_sentinel is { } sentinel)
        {
            sentinel.Kill();
            await sentinel.WaitForExitAsync();
            sentinel.Dispose();
        }
    }
}
