using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>
/// The reference server of the protocol's authors, as a process of its own that a test can kill and start again on the
/// same port.
/// </summary>
internal sealed class Everything : IAsyncDisposable
{
    private readonly string _transport;
    private readonly int _port = FreePort();
    private Process? _process;

    private Everything(string transport) => _transport = transport;

    public Uri Address => new($"http://127.0.0.1:{_port}/{(_transport == "sse" ? "sse" : "mcp")}");

    /// <summary>The program, or null where it is not installed.</summary>
    public static string? Script
    {
        get
        {
            var script = Path.Combine(
                Folder(), "everything", "node_modules", "@modelcontextprotocol", "server-everything", "dist",
                "index.js");
            return File.Exists(script) && Node is not null ? script : null;
        }
    }

    public static string? Node { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(static folder => new[] { Path.Combine(folder, "node"), Path.Combine(folder, "node.exe") })
            .FirstOrDefault(File.Exists);

    public static async Task<Everything> StartAsync(string transport = "streamableHttp")
    {
        var server = new Everything(transport);
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(Node!, [Script!, _transport])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PORT"] = $"{_port}";
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("on port", StringComparison.Ordinal) is true)
            {
                ready.TrySetResult();
            }
        };
        _process.Exited += (_, _) =>
            ready.TrySetException(new InvalidOperationException("The server ended before it was ready."));
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await ready.Task;
    }

    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static string Folder([CallerFilePath] string file = "") =>
        Path.GetDirectoryName(Path.GetDirectoryName(file))!;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
