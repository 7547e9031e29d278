using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// A redis-server (or valkey-server) of the test's own, on a free port, with a directory of its own that is deleted in
/// the end. The program is the one that <see cref="ProgramVariable"/> names, or the first one in PATH.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    /// <summary>The environment variable that names the server's program, to test another one.</summary>
    public const string ProgramVariable = "INFERENCE_PROVIDERS_TEST_REDIS";

    private const int PortsToTry = 5;

    private readonly string _directory = Directory.CreateTempSubdirectory("redis-").FullName;
    private readonly string[] _settings;
    private readonly ConcurrentQueue<string> _said = new();
    private Process? _process;

    private RedisServer(int port, string[] settings)
    {
        Port = port;
        _settings = settings;
    }

    /// <summary>Why there is none; null when there is one.</summary>
    public static string? Missing { get; } = Find() is null
        ? "redis-server is not installed (apt-get install redis-server)" : null;

    /// <summary>The path of the program.</summary>
    public static string ProgramPath => Find() ?? throw new InvalidOperationException(Missing);

    public int Port { get; }

    public string Configuration => $"127.0.0.1:{Port},connectTimeout=2000,connectRetry=1";

    /// <summary>What it has written: the reason for a start that failed, and more.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Starts a server, and waits until it answers.</summary>
    /// <param name="settings">More of its command line, such as <c>--maxmemory 2mb</c>.</param>
    public static Task<RedisServer> StartAsync(params string[] settings) => StartAsync(() => settings);

    /// <summary>
    /// Starts a server, and waits until it answers; where its port was taken meanwhile, on another one.
    /// </summary>
    /// <param name="settings">More of its command line, for each port that is tried.</param>
    public static async Task<RedisServer> StartAsync(Func<string[]> settings)
    {
        for (var tries = 1; ; tries++)
        {
            var server = new RedisServer(FreePort.Find(), settings());
            try
            {
                await server.StartAgainAsync();
                return server;
            }
            catch (InvalidOperationException) when (tries < PortsToTry)
            {
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// The line of a bulk answer (INFO, CLUSTER INFO) that has some text in it; empty when there is none.
    /// </summary>
    public static async Task<string> AskAsync(int port, string command, string text)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{command}\r\n"));
            using var reader = new StreamReader(stream);

            // A bulk string: its length, then itself. A sentinel knows no QUIT that would end it.
            if (await reader.ReadLineAsync() is not ['$', .. var length])
            {
                return "";
            }

            var answer = new char[int.Parse(length, CultureInfo.InvariantCulture)];
            await reader.ReadBlockAsync(answer);
            return new string(answer).Split('\n')
                .FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal))?.TrimEnd() ?? "";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // It is only starting.
            return "";
        }
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>, with what it had saved.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(ProgramPath)
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

        _process?.Dispose();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        // Another server may answer on a port that was taken, and one that reads what it had saved tells who it is.
        var sign = $"process_id:{_process.Id}";
        for (var tries = 0;
            await AskAsync(Port, "INFO server", "process_id:") != sign
            || await AskAsync(Port, "INFO persistence", "loading:") != "loading:0";
            tries++)
        {
            if (tries >= 1000 || _process.HasExited)
            {
                throw new InvalidOperationException($"{start.FileName} did not start on port {Port}: {Said}");
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
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(kill: true);
        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string? Find() =>
        Environment.GetEnvironmentVariable(ProgramVariable) is { Length: > 0 } named
            ? File.Exists(named) ? named : throw new FileNotFoundException($"{ProgramVariable} names no file.", named)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .SelectMany(directory => (string[])[
                    Path.Combine(directory, "redis-server"), Path.Combine(directory, "valkey-server")])
                .FirstOrDefault(File.Exists);

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            _said.Enqueue(text);
            while (_said.Count > 50)
            {
                _said.TryDequeue(out _);
            }
        }
    }
}
