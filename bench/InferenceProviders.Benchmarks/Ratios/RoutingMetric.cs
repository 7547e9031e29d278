using System.Diagnostics;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;
using InferenceProviders.Routing.Runtime;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>The decision where a call goes, by the cheapest policy, with prices, what the request needs, and what was learned of the routes' health.</summary>
internal sealed class RoutingMetric : IMetric
{
    private const int Times = 10_000;

    public string Name => "routing";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        using var core = new RouterRuntime(RouterSettingsFactory.Create(Options(contest.Server.For("hub"))));
        var model = ModelReference.Parse(HubAnswers.Model);
        var needs = new RequestNeeds { Tools = true, JsonSchema = true, PromptBytes = 20_000, MaxOutputTokens = 1000 };
        var plan = await core.Planner.PlanAsync(model, null, InferenceTask.Conversational, null, CancellationToken.None, needs);
        if (plan.Routes.Count != HubAnswers.Providers.Length)
        {
            throw new InvalidOperationException($"The plan has {plan.Routes.Count} routes.");
        }

        foreach (var route in plan.Routes)
        {
            route.Health!.Succeeded();
            route.Health.ObserveFirstToken(TimeSpan.FromMilliseconds(200));
        }

        var times = new double[25];
        var bytes = 0L;
        for (var round = -5; round < times.Length; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Times; i++)
            {
                // It is complete at once, on this thread, or the figures below would tell.
                await core.Planner.PlanAsync(model, null, InferenceTask.Conversational, null, CancellationToken.None, needs);
            }

            if (round >= 0)
            {
                times[round] = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Times;
                bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        var time = times.Min();
        yield return Contest.Figure("route decision, 18 providers, µs", time, null, "<= 1 µs", time <= 1);
        yield return Contest.Figure("route decision, 18 providers, allocated, B", bytes / (double)Times, null, "0 B", bytes == 0);
    }

    private static InferenceProvidersOptions Options(Uri address) => new()
    {
        UseEnvironment = false,
        Token = Conversation.Key,
        RouterEndpoint = address,
        HubEndpoint = address,
        Routing = { Policy = RoutePolicies.Cheapest },
    };
}
