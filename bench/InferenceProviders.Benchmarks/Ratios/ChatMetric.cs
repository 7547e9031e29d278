namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>A short question and its whole answer.</summary>
internal sealed class ChatMetric : IMetric
{
    public string Name => "chat";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var address = contest.Server.For("chat");
        var operations = contest.All(subject => subject.Chat(address));
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(8));
        var times = await Measure.LatenciesAsync(operations, 4000);
        foreach (var figure in contest.Figures(
            "chat, latency p50, µs", [.. times.Select(own => Measure.Percentile(own, 50))], "<= 1.10 x floor",
            (ours, floor, _) => ours <= 1.10 * floor))
        {
            yield return figure;
        }

        foreach (var figure in contest.Figures(
            "chat, allocated, B", await Measure.AllocatedAsync(operations, 500), "<= 5.5 KB", (ours, _, _) =>
                ours <= 5.5 * 1024))
        {
            yield return figure;
        }
    }
}
