using System.Diagnostics;
using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Routing;

/// <summary>
/// Something that goes wrong where a router has a choice: of keys, of providers, of models. A client of one address has
/// none, so that only ours is tried.
/// </summary>
/// <param name="Name">What goes wrong.</param>
/// <param name="Run">Runs it, and gives what was seen, and what was wrong with it; null for nothing.</param>
internal sealed record RoutedScenario(string Name, Func<CancellationToken, Task<(string Seen, string? Problem)>> Run)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<RoutedScenario> All =>
        [.. KeyFaults.All, .. HerdFaults.All, .. ChainFaults.All, .. MoneyFaults.All];

    public async Task<Verdict> RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(Limit);
        Observation observation;
        string? problem;
        try
        {
            (var seen, problem) = await Run(limit.Token);
            observation = new Observation { End = Expected.Answer, Summary = seen };
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            (observation, problem) = (new Observation { Exception = exception }, $"after {Limit.TotalSeconds:0} s");
        }
        catch (Exception exception)
        {
            (observation, problem) = (new Observation { End = Expected.Error, Exception = exception },
                exception.Message);
        }

        return new Verdict(
            Name, Expected.Answer, observation with { Duration = Stopwatch.GetElapsedTime(started) }, problem);
    }
}
