using InferenceProviders.FaultMatrix.Load;
using InferenceProviders.FaultMatrix.Routing;
using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Server;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix;

/// <summary>All scenarios, and how they are run.</summary>
internal static class Matrix
{
    private const int AtOnce = 8;

    /// <summary>Short, because faults are waited for.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    /// <summary>Fresh scenarios: some hold state for one run.</summary>
    public static IReadOnlyList<Scenario> Scenarios =>
        [.. ConnectionFaults.All, .. StatusFaults.All, .. StreamFaults.All, .. AnswerQuirks.All,
            .. WholeAnswerFaults.All, .. CallerFaults.All,
            .. WaitFaults.All, .. RefusalFaults.All, .. OtherTaskFaults.All, .. ResourceFaults.All];

    /// <summary>
    /// Runs everything against a client, most of it side by side; in the order of <see cref="Scenarios"/>, and under
    /// load at the end.
    /// </summary>
    public static async Task<IReadOnlyList<Verdict>> RunAsync(ISubject subject)
    {
        var scenarios = Scenarios;
        var verdicts = new Verdict[scenarios.Count];
        await Parallel.ForAsync(
            0, scenarios.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            if (!scenarios[i].IsExclusive)
            {
                verdicts[i] = await RunAsync(subject, scenarios[i]);
            }
        });
        for (var i = 0; i < scenarios.Count; i++)
        {
            verdicts[i] ??= await RunAsync(subject, scenarios[i]);
        }

        var routed = new List<Verdict>();
        foreach (var scenario in subject is OurClient ? RoutedScenario.All : [])
        {
            routed.Add(await scenario.RunAsync());
        }

        return [
            .. verdicts, await CallersOfOneLimit.RunAsync(subject), await StreamsUnderLoad.RunAsync(subject),
            .. routed];
    }

    public static async Task<Verdict> RunAsync(ISubject subject, Scenario scenario)
    {
        await using var server = FaultServer.Start(scenario.Script);
        using var client = subject.Connect(scenario.Address(server), ShortestWait);
        using var cancellation = new CancellationTokenSource();
        if (scenario.Caller.CancelWhen is { IsCompleted: true })
        {
            await cancellation.CancelAsync();
        }

        var cancelling = CancelAsync(scenario.Caller.CancelWhen, cancellation);
        var allocated = GC.GetTotalAllocatedBytes(precise: scenario.IsExclusive);
        var run = Task.Run(() => client.AskAsync(scenario.Caller, cancellation.Token));
        Observation observation;
        try
        {
            observation = await run.WaitAsync(scenario.Limit);
        }
        catch (TimeoutException)
        {
            // It hangs: what it holds is let go of, so that the others can go on.
            observation = new Observation { Duration = scenario.Limit };
        }

        observation = observation with
        {
            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: scenario.IsExclusive) - allocated,
        };
        var check = scenario.Check is null ? null : await scenario.Check(server, observation);
        if (!run.IsCompleted)
        {
            await cancellation.CancelAsync();
        }

        if (cancelling.IsCompleted)
        {
            await cancelling;
        }

        return Verdict.Of(scenario, observation, check);
    }

    private static async Task CancelAsync(Task? when, CancellationTokenSource cancellation)
    {
        if (when is { IsCompleted: false })
        {
            await when;
            await cancellation.CancelAsync();
        }
    }
}
