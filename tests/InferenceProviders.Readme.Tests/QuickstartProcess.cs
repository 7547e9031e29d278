using System.Diagnostics;

namespace InferenceProviders.Readme.Tests;

/// <summary>The Quickstart as a process of its own, in an environment without any setting of ours but those given.</summary>
internal sealed class QuickstartProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] OurVariables = ["HF_TOKEN", "HF_ENDPOINT", "INFERENCE_PROVIDERS_ROUTER", "INFERENCE_PROVIDERS_HOSTS"];

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private QuickstartProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static QuickstartProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Checkout.Quickstart, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in OurVariables)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    public static async Task<QuickstartResult> RunAsync(string[] arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        using var quickstart = Start(arguments, variables);
        return await quickstart.EndAsync();
    }

    /// <summary>Presses Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<QuickstartResult> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return new(_process.ExitCode, await _output, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}

/// <summary>One run without a token, for the tests that only look at it.</summary>
public sealed class QuickstartTour : IAsyncLifetime
{
    internal QuickstartResult Result { get; private set; } = null!;

    public async Task InitializeAsync() => Result = await QuickstartProcess.RunAsync([]);

    public Task DisposeAsync() => Task.CompletedTask;
}

/// <summary>How it ended, and what it wrote.</summary>
internal sealed record QuickstartResult(int ExitCode, string Output, string Errors);
