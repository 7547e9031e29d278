namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>A long answer whose chunks arrive one by one, as from a model.</summary>
internal sealed class PacedStreamMetric : IMetric
{
    private const int Chunks = 1000;

    public string Name => "paced";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var operations = StreamMetric.Operations(contest, $"paced-{Chunks}");
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(2));

        // Each pause is a wait that the HTTP stack itself allocates for, as the floor shows: the bound is on what comes
        // on top of that.
        foreach (var figure in contest.Figures(
            "stream with pauses, allocated per chunk, B", await StreamMetric.PerChunkAsync(operations, Chunks),
            "<= floor + 330 B", (ours, floor, _) => ours <= floor + 330))
        {
            yield return figure;
        }
    }
}
