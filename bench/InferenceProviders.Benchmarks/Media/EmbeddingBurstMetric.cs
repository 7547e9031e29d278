using System.Diagnostics;
using InferenceProviders.Benchmarks.Ratios;

namespace InferenceProviders.Benchmarks.Media;

/// <summary>A thousand calls for one vector each, all at once.</summary>
internal sealed class EmbeddingBurstMetric : IMetric
{
    private const int Calls = 1000;
    private const int Rounds = 9;

    public string Name => "embedding-burst";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var address = contest.Server.For("base64-1");
        Func<Task<int>>[] operations = [.. contest.All(subject => subject.Embed(address, ["A text"])).Select(AtOnce)];
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(3));
        var (times, cpu) = (operations.Select(_ => new double[Rounds]).ToArray(),
            operations.Select(_ => new double[Rounds]).ToArray());
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < operations.Length; i++)
            {
                var turn = (round + i) % operations.Length;
                GC.Collect();
                var before = Environment.CpuUsage.TotalTime;
                var started = Stopwatch.GetTimestamp();
                await operations[turn]();
                times[turn][round] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                cpu[turn][round] = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            }
        }

        foreach (var figure in contest.Figures(
            "1,000 embeddings at once, ms", [.. times.Select(Measure.Median)], "<= 1.25 x floor",
            (ours, floor, _) => ours <= 1.25 * floor))
        {
            yield return figure;
        }

        foreach (var figure in contest.Figures(
            "1,000 embeddings at once, CPU, ms", [.. cpu.Select(Measure.Median)], "<= 1.3 x floor",
            (ours, floor, _) => ours <= 1.3 * floor))
        {
            yield return figure;
        }

        var allocated = await Measure.AllocatedAsync(operations, 1);
        foreach (var figure in contest.Figures(
            "1,000 embeddings at once, KB a call", [.. allocated.Select(bytes => bytes / Calls / 1024)],
            "<= 0.7 x peer", (ours, _, peer) => ours <= 0.7 * peer))
        {
            yield return figure;
        }
    }

    private static Func<Task<int>> AtOnce(Func<Task<int>> embed) => async () =>
    {
        var sum = 0;
        foreach (var one in await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => embed())))
        {
            sum += one;
        }

        return sum;
    };
}
