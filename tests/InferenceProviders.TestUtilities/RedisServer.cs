using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// A redis-server (or valkey-server) of the test's own, on a free port, with a directory of its own that is deleted in
/// the end.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly string _binary;
    private readonly string _directory = Directory.CreateTempSubdirectory("redis-").FullName;
    private readonly string[] _settings;
    private Process? _process;

    private RedisServer(string binary, int port, string[] settings)
    {
        _binary = binary;
        Port = port;
        _settings = settings;
    }

    /// <summary>Why there is none; null when there is one.</summary>
    public static string? Missing { get; } = Find() is null
        ? "redis-server is not installed (apt-get install redis-server)" : null;

    public int Port { get; }

    public string Configuration => $"127.0.0.1:{Port},connectTimeout=2000,connectRetry=1";

    /// <summary>Starts a server, and waits until it answers.</summary>
    /// <param name="settings">More of its command line, such as <c>--maxmemory 2mb</c>.</param>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var server = new RedisServer(
            Find() ?? throw new InvalidOperationException(Missing), FreePort(), settings);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>, with what it had saved.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(_binary)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])[
            "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _directory, "--daemonize", "no",
            "--enable-debug-command", "yes", .. _settings])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var tries = 0; ; tries++)
        {
            try
            {
                if (await SendAsync("PING") == "+PONG")
                {
                    return;
                }
            }
            catch (SocketException) when (tries < 500 && !_process.HasExited)
            {
                // It is only starting.
            }

            if (tries >= 500 || _process.HasExited)
            {
                throw new InvalidOperationException($"{_binary} did not start.");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Ends it. It saves what it has, unless it is killed.</summary>
    public async Task StopAsync(bool kill = false)
    {
        if (_process is not { HasExited: false } process)
        {
            return;
        }

        if (kill)
        {
            process.Kill();
        }
        else
        {
            try
            {
                await SendAsync("SHUTDOWN SAVE");
            }
            catch (IOException)
            {
                // It closes the connection in place of an answer.
            }
        }

        await process.WaitForExitAsync();
    }

    /// <summary>Sends one command as a line, and reads the first line of the answer.</summary>
    public async Task<string?> SendAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(command + "\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(kill: true);
        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(directory => (string[])[
                Path.Combine(directory, "redis-server"), Path.Combine(directory, "valkey-server")])
            .FirstOrDefault(File.Exists);
}
