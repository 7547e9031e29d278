using System.Runtime.InteropServices;
using InferenceProviders;
using InferenceProviders.Emulator;
using ProviderCheck;
using ProviderCheck.Checks;
using ProviderCheck.Recording;
using ProviderCheck.Reports;
using ProviderCheck.Targets;
using Spectre.Console;

if (CommandLine.Parse(args, out var problem) is not { } command)
{
    await Console.Error.WriteLineAsync($"{problem}\n\n{CommandLine.Usage}");
    return 2;
}

if (command.Help)
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

Console.OutputEncoding = System.Text.Encoding.UTF8;
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});

var recorder = command.Record is null ? null : new CaptureWriter(command.Record);
var reports = new List<TargetReport>();
try
{
    if (command.Emulator)
    {
        await using var emulator = await EmulatorHost.StartAsync(cancellationToken: stop.Token);
        foreach (var target in EmulatorTargets.All(emulator))
        {
            reports.Add(await CheckRunner.RunAsync(target, command.Limits, command.Groups, recorder, null, stop.Token));
        }
    }
    else
    {
        var target = await RealTargets.FindAsync(command, stop.Token);
        AnsiConsole.WriteLine($"Checking {target.Name}, for at most ${command.Limits.SpendLimit} …");
        reports.Add(await CheckRunner.RunAsync(target, command.Limits, command.Groups, recorder, Tell, stop.Token));
    }

    var report = new CheckReport(reports);
    if (command.Json is not null)
    {
        await File.WriteAllTextAsync(command.Json, ReportJson.Write(report), stop.Token);
    }

    if (command.Markdown is not null)
    {
        await File.WriteAllTextAsync(command.Markdown, MarkdownReport.Write(report), stop.Token);
    }

    if (recorder is not null)
    {
        AnsiConsole.WriteLine($"{recorder.Count} captures are in {recorder.Folder}; read them before you share them.");
    }

    TerminalReport.Write(AnsiConsole.Console, report);
    return report.IsGood ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
catch (Exception exception) when (exception is InferenceException or ArgumentException or IOException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

static void Tell(Finding finding)
{
    if (!Console.IsOutputRedirected)
    {
        AnsiConsole.WriteLine($"  {finding.Group}: {finding.Check}: {MarkdownReport.Word(finding.Verdict)}");
    }
}
