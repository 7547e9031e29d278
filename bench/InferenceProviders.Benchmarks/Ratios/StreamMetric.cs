namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>A long answer on one connection, as fast as it can be read; and one whose chunks arrive one by one, as from a model.</summary>
internal sealed class StreamMetric : IMetric
{
    private const int Chunks = 10_000;
    private const int PacedChunks = 1000;

    public string Name => "stream";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var operations = Operations(contest, $"stream-{Chunks}");
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(4));
        foreach (var figure in contest.Figures("stream, allocated per chunk, B", await PerChunkAsync(operations, Chunks), "<= 330 B", (ours, _, _) => ours <= 330))
        {
            yield return figure;
        }

        var times = await Measure.TimesAsync(operations, rounds: 25, times: 1);
        foreach (var figure in contest.Figures(
            "stream, chunks per second", [.. times.Select(microseconds => Chunks / microseconds * 1e6)], ">= 2 x peer, >= 0.7 x floor", (ours, floor, peer) => ours >= 2 * peer && ours >= 0.7 * floor))
        {
            yield return figure;
        }

        // Events that differ in more than their text take longer to read.
        var varied = Operations(contest, $"varied-{Chunks}");
        await Measure.WarmUpAsync(varied, TimeSpan.FromSeconds(2));
        times = await Measure.TimesAsync(varied, rounds: 15, times: 1);
        foreach (var figure in contest.Figures(
            "stream of varied events, chunks per second", [.. times.Select(microseconds => Chunks / microseconds * 1e6)], ">= 2 x peer", (ours, _, peer) => ours >= 2 * peer))
        {
            yield return figure;
        }

        var paced = Operations(contest, $"paced-{PacedChunks}");
        await Measure.WarmUpAsync(paced, TimeSpan.FromSeconds(2));
        // Each pause is a wait that the HTTP stack itself allocates for, as the floor shows: the bound is on what comes on top of that.
        foreach (var figure in contest.Figures("stream with pauses, allocated per chunk, B", await PerChunkAsync(paced, PacedChunks), "<= floor + 330 B", (ours, floor, _) => ours <= floor + 330))
        {
            yield return figure;
        }
    }

    private static Func<Task<int>>[] Operations(Contest contest, string answer)
    {
        var address = contest.Server.For(answer);
        return contest.All(subject =>
        {
            var stream = subject.Stream(address);
            return () => stream(null);
        });
    }

    private static async Task<double[]> PerChunkAsync(Func<Task<int>>[] operations, int chunks) =>
        [.. (await Measure.AllocatedAsync(operations, 3)).Select(bytes => bytes / chunks)];
}
