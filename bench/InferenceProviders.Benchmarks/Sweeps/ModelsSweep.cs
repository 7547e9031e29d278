using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Benchmarks.Server;

namespace InferenceProviders.Benchmarks.Sweeps;

/// <summary>
/// Models that callers choose among in turn, eighteen routes each: a decision's time, and what a route takes.
/// </summary>
internal sealed class ModelsSweep(ServerProcess server) : ISweep
{
    public string Name => "models";

    public string Unit => "model, in turn";

    public int[] Sizes => [10, 100, 1000, 6000];

    public async Task<SweepPoint> MeasureAsync(int size)
    {
        var (time, bytes) = await ManyModelsMetric.DecisionAsync(server.For("hub"), size);
        return new(size, time * 1000, null, bytes, null);
    }
}
