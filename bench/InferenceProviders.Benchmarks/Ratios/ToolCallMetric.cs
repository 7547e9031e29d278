namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// A tool call whose arguments come in deltas of four bytes: ten times as many must take ten times as long.
/// </summary>
internal sealed class ToolCallMetric : IMetric
{
    private const int Short = 100_000;
    private const int Long = 1_000_000;

    public string Name => "tool-calls";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var few = await TimesAsync(contest, Short, rounds: 15);
        var many = await TimesAsync(contest, Long, rounds: 5);
        var growth = many[0] / few[0];
        foreach (var figure in contest.Figures(
            $"tool call of 1 MB in 4-byte deltas, ns a delta",
            [.. many.Select(microseconds => microseconds * 1000 / (Long / 4))], "<= 1.25 x that of 0.1 MB", (_, _, _) =>
                growth <= 1.25 * Long / Short))
        {
            yield return figure;
        }

        yield return Contest.Figure(
            "tool call, time of 1 MB / time of 0.1 MB", growth, many[1] / few[1], "<= 11 (linear is 10)", growth <= 11);
    }

    private static async Task<double[]> TimesAsync(Contest contest, int bytes, int rounds)
    {
        var address = contest.Server.For($"tools-{bytes}");
        var operations = contest.All(subject =>
        {
            var stream = subject.Stream(address);
            return () => stream(null);
        });
        foreach (var operation in operations)
        {
            await operation();
        }

        return await Measure.TimesAsync(operations, rounds, times: 1);
    }
}
