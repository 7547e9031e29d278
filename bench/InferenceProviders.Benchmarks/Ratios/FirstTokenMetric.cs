using System.Diagnostics;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// From the call to the first text of a stream. The percentiles are those of rounds, and of the rounds the median
/// counts.
/// </summary>
internal sealed class FirstTokenMetric : IMetric
{
    private const int Rounds = 9;

    public string Name => "first-token";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var address = contest.Server.For("stream-10");
        var streams = (Func<Action?, Task<int>>[])[contest.Ours.Stream(address), contest.Floor.Stream(address),
            .. contest.Peers.Select(peer => peer.Stream(address))];
        await Measure.WarmUpAsync(
            [.. streams.Select(stream => (Func<Task<int>>)(() => stream(null)))], TimeSpan.FromSeconds(3));

        var percentiles = streams.Select(_ => (Half: new double[Rounds], Most: new double[Rounds])).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var times = await FirstTokensAsync(streams, 500);
            for (var i = 0; i < times.Length; i++)
            {
                percentiles[i].Half[round] = Measure.Percentile(times[i], 50);
                percentiles[i].Most[round] = Measure.Percentile(times[i], 99);
            }
        }

        foreach (var figure in contest.Figures(
            "first token, p50, µs", [.. percentiles.Select(own => Measure.Median(own.Half))], "<= floor + 20 µs",
            (ours, floor, _) => ours - floor <= 20))
        {
            yield return figure;
        }

        foreach (var figure in contest.Figures(
            "first token, p99, µs", [.. percentiles.Select(own => Measure.Median(own.Most))], "<= floor + 100 µs",
            (ours, floor, _) => ours - floor <= 100))
        {
            yield return figure;
        }
    }

    private static async Task<double[][]> FirstTokensAsync(Func<Action?, Task<int>>[] streams, int count)
    {
        var times = streams.Select(_ => new double[count]).ToArray();
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < streams.Length; j++)
            {
                var turn = (i + j) % streams.Length;
                var started = Stopwatch.GetTimestamp();
                await streams[turn](() => times[turn][i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            }
        }

        foreach (var own in times)
        {
            Array.Sort(own);
        }

        return times;
    }
}
