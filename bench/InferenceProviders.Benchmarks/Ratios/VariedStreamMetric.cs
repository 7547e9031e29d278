namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>A long answer whose events differ in more than their text, as those of OpenAI and Mistral do.</summary>
internal sealed class VariedStreamMetric : IMetric
{
    private const int Chunks = 10_000;

    public string Name => "varied";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var operations = StreamMetric.Operations(contest, $"varied-{Chunks}");
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(2));
        foreach (var figure in contest.Figures(
            "stream of varied events, chunks per second", await StreamMetric.SpeedsAsync(operations, Chunks),
            ">= 2 x peer, >= 0.8 x floor", (ours, floor, peer) => ours >= 2 * peer && ours >= 0.8 * floor))
        {
            yield return figure;
        }
    }
}
