using System.Diagnostics;
using System.Globalization;

namespace InferenceProviders.Benchmarks.Server;

/// <summary>
/// The canned server in a process of its own, so that what it allocates and computes is not counted. It ends with this
/// process.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    public const string Switch = "--serve";

    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
    }

    public Uri Address { get; }

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
        return int.TryParse(line, CultureInfo.InvariantCulture, out var port)
            ? new ServerProcess(process, port)
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
