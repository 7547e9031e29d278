using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Fleet;

/// <summary>A redis-server of the sample's own, on a free port, which keeps nothing.</summary>
internal sealed class LocalRedis : IAsyncDisposable
{
    private readonly string _binary;
    private readonly int _port;
    private Process? _process;

    private LocalRedis(string binary, int port) => (_binary, _port) = (binary, port);

    public string Configuration => $"127.0.0.1:{_port},connectTimeout=1000";

    /// <summary>Starts one; null where none is installed.</summary>
    public static async Task<LocalRedis?> StartAsync()
    {
        var binary = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, "redis-server"), Path.Combine(folder, "valkey-server") })
            .FirstOrDefault(File.Exists);
        if (binary is null)
        {
            return null;
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var redis = new LocalRedis(binary, ((IPEndPoint)listener.LocalEndpoint).Port);
        listener.Stop();
        await redis.RunAsync();
        return redis;
    }

    public async Task RunAsync()
    {
        if (_process is { HasExited: false })
        {
            return;
        }

        var start = new ProcessStartInfo(
            _binary, ["--port", $"{_port}", "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        while (!_process.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        throw new InvalidOperationException($"{_binary} did not start.");
    }

    public async Task StopAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
    }
}
