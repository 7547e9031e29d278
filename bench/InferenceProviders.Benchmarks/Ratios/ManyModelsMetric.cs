using System.Diagnostics;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Runtime;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// A router whose callers choose among thousands of models: what a route takes, and whether a decision takes longer
/// than among few.
/// </summary>
internal sealed class ManyModelsMetric : IMetric
{
    private const int Routes = 10_000;
    private const int Models = 6000;
    private const int Rounds = 5;

    public string Name => "many-models";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var never = BytesEach(Routes, static _ => { });
        yield return Contest.Figure("health of a route that was never used, B", never, null, "<= 600 B", never <= 600);

        var used = BytesEach(Routes, Use);
        yield return Contest.Figure("health of a route that was used, B", used, null, "<= 1,500 B", used <= 1500);

        var (time, bytes) = await DecisionAsync(contest.Server.For("hub"), Models);
        yield return Contest.Figure(
            "all of a planned route that was never used, B", bytes, null, "<= 1,200 B", bytes <= 1200);
        yield return Contest.Figure(
            $"route decision, {Models:N0} models in turn, µs", time, null, "<= 20 µs", time <= 20);
    }

    /// <summary>What a call leaves behind, as often as anything of it is kept.</summary>
    public static void Use(RouteHealth health)
    {
        for (var call = 0; call < SlidingWindow.Capacity; call++)
        {
            health.Succeeded();
            health.ObserveFirstToken(TimeSpan.FromSeconds(0.3));
            health.ObserveSpeed(80);
        }
    }

    public static RouteKey Key(int index) =>
        new("groq", $"org/model-{index}", InferenceTask.Conversational, AuthMode.Routed);

    /// <summary>The bytes that the health of a route takes.</summary>
    public static double BytesEach(int count, Action<RouteHealth> use)
    {
        var registry = new RouteHealthRegistry(TimeProvider.System);
        RouteKey[] keys = [.. Enumerable.Range(0, count).Select(Key)];
        var routes = new RouteHealth[count];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++)
        {
            routes[i] = registry.For(keys[i]);
            use(routes[i]);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        GC.KeepAlive(registry);
        GC.KeepAlive(routes);
        return bytes;
    }

    /// <summary>The time of a decision in µs, and the bytes of all that is kept of a route.</summary>
    public static async Task<(double Time, double Bytes)> DecisionAsync(Uri address, int count)
    {
        using var core = new RouterRuntime(RouterSettingsFactory.Create(new()
        {
            UseEnvironment = false,
            Token = Conversation.Key,
            RouterEndpoint = address,
            HubEndpoint = address,
            Routing = { Policy = RoutePolicies.Cheapest },
        }));
        ModelReference[] models = [
            .. Enumerable.Range(0, count).Select(i => ModelReference.Parse($"{HubAnswers.Model}-{i}"))];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Parallel.ForEachAsync(
            models, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (model, _) => await PlanAsync(model));
        var bytes = (GC.GetTotalMemory(
            forceFullCollection: true) - before) / (double)(count * HubAnswers.Providers.Length);
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var model in models)
            {
                await PlanAsync(model);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMicroseconds / count);
        }

        return (best, bytes);

        async ValueTask PlanAsync(ModelReference model) =>
            await core.Planner.PlanAsync(
                model, null, InferenceTask.Conversational, null, CancellationToken.None, new RequestNeeds
            {
                Tools = true,
                PromptBytes = 1000,
            });
    }
}
