using System.Diagnostics;
using System.Globalization;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// A program of this repository as a process of its own, in an environment without any setting of ours but those given.
/// </summary>
internal sealed class ProgramProcess : IDisposable
{
    /// <summary>
    /// Far more than any of them needs. A test that waits for longer fails instead of holding up the run.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] OurVariables =
        ["HF_TOKEN", "HF_TOKEN_PATH", "HF_HOME", "HF_ENDPOINT", "INFERENCE_PROVIDERS_ROUTER",
            "INFERENCE_PROVIDERS_HOSTS"];

    /// <summary>
    /// What a process starts its children with: a shell that runs the tests in the background makes them ignore Ctrl-C,
    /// and they hand that on. Only GNU's env can undo it; where there is another one, the programs are started as they
    /// are.
    /// </summary>
    private static readonly Lazy<string[]> DefaultSignals = new(() => CanResetSignals()
        ? ["env", "--default-signal=INT"] : []);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ProgramProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <param name="assembly">The program's path.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="variables">Variables of its environment, besides those of this process that are not ours.</param>
    /// <param name="folder">Where it runs; null for the folder of this process.</param>
    public static ProgramProcess Start(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null,
        string? folder = null)
    {
        string[] command = [
            .. DefaultSignals.Value, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
            ?? "dotnet", assembly, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var name in OurVariables)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new(process);
    }

    /// <summary>Starts it and waits for its end.</summary>
    /// <inheritdoc cref="Start"/>
    public static async Task<ProgramResult> RunAsync(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null,
        string? folder = null)
    {
        using var program = Start(assembly, arguments, variables, folder);
        return await program.EndAsync();
    }

    /// <summary>The next line of its output, or null after the last.</summary>
    public async Task<string?> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _process.StandardOutput.ReadLineAsync(patience.Token);
    }

    /// <summary>Sends what Ctrl-C sends.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>How it ended, and what it wrote that has not been read.</returns>
    /// <exception cref="TimeoutException">It does not end; it is killed.</exception>
    public async Task<ProgramResult> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = await _process.StandardOutput.ReadToEndAsync(patience.Token);
            await _process.WaitForExitAsync(patience.Token);
            return new(_process.ExitCode, output, await _errors);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"{_process.StartInfo.ArgumentList[^1]} has not ended after {Patience.TotalMinutes:0} minutes.");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static bool CanResetSignals()
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        using var env = Process.Start(
            new ProcessStartInfo("env", ["--default-signal=INT", "true"]) { RedirectStandardError = true });
        env!.WaitForExit();
        return env.ExitCode == 0;
    }
}

/// <summary>How a program ended, and what it wrote.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors);
