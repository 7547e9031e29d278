using System.Diagnostics;
using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Routing.Health;

namespace InferenceProviders.Benchmarks.Sweeps;

/// <summary>Routes whose health is kept: what each takes, and how long it takes to find one.</summary>
internal sealed class RoutesSweep : ISweep
{
    private const int Rounds = 7;

    public string Name => "routes";

    public string Unit => "route that was used";

    public int[] Sizes => [100, 1000, 10_000, 100_000];

    public Task<SweepPoint> MeasureAsync(int size)
    {
        var bytes = ManyModelsMetric.BytesEach(size, ManyModelsMetric.Use);
        var registry = new RouteHealthRegistry(TimeProvider.System);
        RouteKey[] keys = [.. Enumerable.Range(0, size).Select(ManyModelsMetric.Key)];
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var key in keys)
            {
                registry.For(key);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalNanoseconds / size);
        }

        return Task.FromResult(new SweepPoint(size, best, null, bytes, null));
    }
}
