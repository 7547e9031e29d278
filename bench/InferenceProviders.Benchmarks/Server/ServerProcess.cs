using System.Diagnostics;

namespace InferenceProviders.Benchmarks.Server;

/// <summary>
/// The canned server in a process of its own, so that what it allocates and computes is not counted. It ends with this
/// process.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    public const string Switch = "--serve";

    private readonly Process _process;

    private ServerProcess(Process process, string[] addresses)
    {
        _process = process;
        (Address, SecureAddress) = (new Uri(addresses[0]), new Uri(addresses[1]));
        (ToolServer, ManyToolsServer) = (new Uri(addresses[2]), new Uri(addresses[3]));
    }

    public Uri Address { get; }

    /// <summary>The same answers over HTTP/2, with a certificate that nobody knows.</summary>
    public Uri SecureAddress { get; }

    /// <summary>An MCP server with one tool.</summary>
    public Uri ToolServer { get; }

    /// <summary>An MCP server with very many tools.</summary>
    public Uri ManyToolsServer { get; }

    public static ServerProcess Start()
    {
        var self = typeof(ServerProcess).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [self, Switch])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server could not be started.");
        var line = process.StandardOutput.ReadLine();
        return line?.Split(' ') is { Length: 4 } addresses
            ? new ServerProcess(process, addresses)
            : throw new InvalidOperationException($"The server did not start: it said '{line}'.");
    }

    /// <summary>
    /// The address of one of the server's answers (<see cref="CannedAnswers"/>), for clients that add their own paths.
    /// </summary>
    public Uri For(string answer) => new(Address, answer);

    public void Dispose()
    {
        // The end of its input tells it to stop.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
