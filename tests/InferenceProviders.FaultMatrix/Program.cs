using System.Diagnostics;
using System.Globalization;
using InferenceProviders.FaultMatrix.Fleet;
using InferenceProviders.FaultMatrix.Fuzzing;
using InferenceProviders.FaultMatrix.Load;
using InferenceProviders.FaultMatrix.Routing;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix;

/// <summary>
/// Prints how this library and the OpenAI .NET SDK take every fault, side by side:
/// <c>dotnet run -c Release --project tests/InferenceProviders.FaultMatrix [-- --ours] [--only words]</c>.
/// With <c>-- fuzz [--seconds 60] [--seed n] [--runs n]</c> it fuzzes instead: a finding is run again by its seed and
/// <c>--runs 1</c>. With <c>-- load [--calls 5000] [--at-once 200]</c> it runs an ASP.NET application under load, whose
/// two providers fail in every seventh request. With <c>-- fleet [--calls 20000]</c> it runs four processes that share
/// over a redis-server of its own, kills two of them, and stops and starts the server twice. The exit code is 0 when
/// ours survives everything.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["fuzz", ..])
        {
            return await FuzzAsync(arguments);
        }

        if (arguments is ["load", ..])
        {
            return await LoadAsync(arguments);
        }

        if (arguments is ["fleet", ..])
        {
            return await FleetAsync(arguments);
        }

        if (arguments is [FleetMember.Argument, var redis, var upstream, var limit])
        {
            await FleetMember.RunAsync(redis, new Uri(upstream), decimal.Parse(limit, CultureInfo.InvariantCulture));
            return 0;
        }

        var only = Option(arguments, "--only");
        var started = Stopwatch.GetTimestamp();
        var ours = await RunAsync(new OurClient(), only);
        var theirs = arguments.Contains("--ours") ? null : await RunAsync(new OpenAIClientSubject(), only);

        Console.WriteLine(
            $"{"scenario",-52} {"expected",-16} {"ours",-58} {(theirs is null ? "" : "OpenAI SDK 2.13.0")}");
        for (var i = 0; i < ours.Count; i++)
        {
            Console.WriteLine(
                $"{ours[i].Scenario,-52} {ours[i].Expected,-16} {ours[i].Describe(),-58} {(i < theirs?.Count ? theirs[i].Describe() : "")}");
        }

        Console.WriteLine();
        Console.WriteLine($"took {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        var survived = ours.Count(verdict => verdict.Survived);
        Console.WriteLine(theirs is null
            ? $"survived: ours {survived} of {ours.Count}"
            : $"survived: ours {survived} of {ours.Count}, OpenAI SDK {theirs.Count(verdict => verdict.Survived)} "
                + $"of {theirs.Count}");
        return survived == ours.Count ? 0 : 1;
    }

    private static async Task<int> FuzzAsync(string[] arguments)
    {
        var seed = Number("--seed") ?? Environment.TickCount;
        Console.WriteLine($"seed {seed}");
        var report = await Fuzzer.RunAsync(
            seed, TimeSpan.FromSeconds(Number("--seconds") ?? 60), Number("--runs") ?? int.MaxValue);
        foreach (var line in report.Lines)
        {
            Console.WriteLine(line);
        }

        return report.Findings.Count == 0 ? 0 : 1;

        int? Number(string name) => Program.Number(arguments, name);
    }

    private static async Task<int> LoadAsync(string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        var report = await LoadTest.RunAsync(
            Number(arguments, "--calls") ?? 5000, Number(arguments, "--at-once") ?? 200);
        Console.WriteLine(
            $"took {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, {report.Requests} requests to providers");
        Console.WriteLine(report);
        return report.IsGood ? 0 : 1;
    }

    private static async Task<int> FleetAsync(string[] arguments)
    {
        if (RedisServer.Missing is { } missing)
        {
            Console.WriteLine($"fleet: {missing}");
            return 1;
        }

        var started = Stopwatch.GetTimestamp();
        var report = await FleetTest.RunAsync(Number(arguments, "--calls") ?? 20_000);
        Console.WriteLine($"took {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s; {report.Details}");
        Console.WriteLine(report);
        return report.IsGood ? 0 : 1;
    }

    private static int? Number(string[] arguments, string name) =>
        Option(arguments, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string? Option(string[] arguments, string name) =>
        Array.IndexOf(arguments, name) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;

    private static async Task<IReadOnlyList<Verdict>> RunAsync(ISubject subject, string? only)
    {
        if (only is null)
        {
            return await Matrix.RunAsync(subject);
        }

        var verdicts = new List<Verdict>();
        foreach (var scenario in Matrix.Scenarios.Where(
            scenario => scenario.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            verdicts.Add(await Matrix.RunAsync(subject, scenario));
        }

        foreach (var scenario in subject is OurClient
            ? RoutedScenario.All.Where(scenario => scenario.Name.Contains(only, StringComparison.OrdinalIgnoreCase))
            : [])
        {
            verdicts.Add(await scenario.RunAsync());
        }

        return verdicts;
    }
}
