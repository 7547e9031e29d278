namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>A long answer on one connection, as fast as it can be read.</summary>
internal sealed class StreamMetric : IMetric
{
    private const int Chunks = 10_000;

    public string Name => "stream";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var operations = Operations(contest, $"stream-{Chunks}");
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(4));
        foreach (var figure in contest.Figures(
            "stream, allocated per chunk, B", await PerChunkAsync(operations, Chunks), "<= 330 B",
            (ours, _, _) => ours <= 330))
        {
            yield return figure;
        }

        foreach (var figure in contest.Figures(
            "stream, chunks per second", await SpeedsAsync(operations, Chunks), ">= 2 x peer, >= 0.7 x floor",
            (ours, floor, peer) => ours >= 2 * peer && ours >= 0.7 * floor))
        {
            yield return figure;
        }
    }

    /// <summary>Reads an answer of the server as a stream, by each that is compared.</summary>
    public static Func<Task<int>>[] Operations(Contest contest, string answer)
    {
        var address = contest.Server.For(answer);
        return contest.All(subject =>
        {
            var stream = subject.Stream(address);
            return () => stream(null);
        });
    }

    /// <summary>Chunks a second of each.</summary>
    public static async Task<double[]> SpeedsAsync(Func<Task<int>>[] operations, int chunks) =>
        [.. (await Measure.TimesAsync(operations, rounds: 25, times: 1)).Select(
            microseconds => chunks / microseconds * 1e6)];

    /// <summary>The bytes that each allocates for a chunk.</summary>
    public static async Task<double[]> PerChunkAsync(Func<Task<int>>[] operations, int chunks) =>
        [.. (await Measure.AllocatedAsync(operations, 3)).Select(bytes => bytes / chunks)];
}
