using System.Diagnostics;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// Many streams at the same time, every chunk flushed on its own. What the client's process allocates and computes,
/// connections and sockets included.
/// </summary>
internal sealed class ConcurrencyMetric : IMetric
{
    private const int Streams = 1000;
    private const int Chunks = 100;
    private const int Rounds = 5;

    public string Name => "concurrency";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var address = contest.Server.For($"flushed-{Chunks}");
        var streams = (Func<Action?, Task<int>>[])[contest.Ours.Stream(address), contest.Floor.Stream(address),
            .. contest.Peers.Select(peer => peer.Stream(address))];
        var allocated = streams.Select(_ => new double[Rounds]).ToArray();
        var computed = streams.Select(_ => new double[Rounds]).ToArray();
        using var process = Process.GetCurrentProcess();

        // The first round opens the connections, and is not counted.
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < streams.Length; i++)
            {
                GC.Collect();
                var bytes = GC.GetTotalAllocatedBytes(precise: true);
                process.Refresh();
                var time = process.TotalProcessorTime;
                await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => streams[i](null)));
                process.Refresh();
                if (round >= 0)
                {
                    computed[i][round] = (process.TotalProcessorTime - time).TotalMilliseconds;
                    allocated[i][round] = (GC.GetTotalAllocatedBytes(precise: true) - bytes) / 1e6;
                }
            }
        }

        foreach (var figure in contest.Figures(
            $"{Streams} streams x {Chunks} chunks, allocated, MB", [.. allocated.Select(Measure.Median)], "<= 50 MB",
            (ours, _, _) => ours <= 50))
        {
            yield return figure;
        }

        foreach (var figure in contest.Figures(
            $"{Streams} streams x {Chunks} chunks, CPU, ms", [.. computed.Select(Measure.Median)], "<= 1.5 x floor",
            (ours, floor, _) => ours <= 1.5 * floor))
        {
            yield return figure;
        }
    }
}
