using InferenceProviders.Benchmarks.Subjects;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>A call whose request carries a long conversation; nothing is sent over a network.</summary>
internal sealed class HistoryMetric : IMetric
{
    private const int Messages = 1000;

    public string Name => "history";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        using var handler = new NullHandler();
        var operations = contest.All(subject => subject.History(handler, Messages));
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(3));
        var times = await Measure.TimesAsync(operations, rounds: 41, times: 10);
        foreach (var figure in contest.Figures(
            $"history of {Messages} messages, µs", times, ">= 2 x peer", (ours, _, peer) => peer / ours >= 2))
        {
            yield return figure;
        }

        await operations[0]();
        double body = handler.BodyBytes;
        var allocated = await Measure.AllocatedAsync(operations, 20);
        foreach (var figure in contest.Figures(
            $"history of {Messages} messages, allocated / body", [.. allocated.Select(bytes => bytes / body)], "<= 1.2",
            (ours, _, _) => ours <= 1.2))
        {
            yield return figure;
        }
    }
}
