using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace InferenceProviders.Redis.Tests.Support;

/// <summary>A server, a replica of it, and a sentinel that makes the replica the server when that is gone.</summary>
internal sealed class SentinelGroup : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sentinel-").FullName;
    private readonly int _port = FreePort();
    private readonly Process _sentinel;

    private SentinelGroup(RedisServer master, RedisServer replica)
    {
        (Master, Replica) = (master, replica);
        var file = Path.Combine(_directory, "sentinel.conf");
        File.WriteAllText(file, $"""
            port {_port}
            bind 127.0.0.1
            dir {_directory}
            sentinel monitor app 127.0.0.1 {master.Port} 1
            sentinel down-after-milliseconds app 400
            sentinel failover-timeout app 3000
            """);
        _sentinel = Process.Start(new ProcessStartInfo("redis-server", [file, "--sentinel"])
        {
            RedirectStandardOutput = true,
        })!;
        _sentinel.OutputDataReceived += static (_, _) => { };
        _sentinel.BeginOutputReadLine();
    }

    public RedisServer Master { get; }

    public RedisServer Replica { get; }

    public string Configuration => $"127.0.0.1:{_port},serviceName=app,connectTimeout=2000,connectRetry=1";

    public static async Task<SentinelGroup> StartAsync()
    {
        var master = await RedisServer.StartAsync("--save", "");
        var replica = await RedisServer.StartAsync("--save", "", "--replicaof", $"127.0.0.1 {master.Port}");
        var group = new SentinelGroup(master, replica);
        while (!(await group.AskAsync("INFO sentinel", "slaves=")).Contains("slaves=1", StringComparison.Ordinal)
            || !(await group.AskAsync("INFO replication", "slave0", master.Port)).Contains(
                "state=online", StringComparison.Ordinal))
        {
            await Task.Delay(50);
        }

        return group;
    }

    /// <summary>Whether the replica is the server now.</summary>
    public async Task<bool> HasFailedOverAsync() =>
        (await AskAsync("INFO replication", "role:", Replica.Port)).Contains("master", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        _sentinel.Kill();
        await _sentinel.WaitForExitAsync();
        _sentinel.Dispose();
        await Master.DisposeAsync();
        await Replica.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The line of an answer that has some text in it; empty when there is none.</summary>
    public async Task<string> AskAsync(string command, string text, int? port = null)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port ?? _port);
            await using var stream = client.GetStream();
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{command}\r\n"));
            using var reader = new StreamReader(stream);

            // A bulk string: its length, then itself. A sentinel knows no QUIT that would end it.
            var answer = new char[int.Parse((await reader.ReadLineAsync())!.AsSpan(1), CultureInfo.InvariantCulture)];
            await reader.ReadBlockAsync(answer);
            return new string(answer).Split('\n')
                .FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) ?? "";
        }
        catch (SocketException)
        {
            // It is only starting.
            return "";
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
