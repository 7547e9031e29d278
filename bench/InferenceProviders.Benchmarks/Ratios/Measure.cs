using System.Diagnostics;
using System.Runtime;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// Measures operations side by side: they take turns, round by round, so that whatever else the machine does hits all
/// of them alike.
/// </summary>
internal static class Measure
{
    /// <summary>How many methods may still be compiled in a while, when compiling has come to rest.</summary>
    private const int Few = 3;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Runs operations in turn until they are compiled for good, and checks that they do the same work: whoever has
    /// more code would otherwise be measured while it is compiled.
    /// </summary>
    /// <param name="operations">The operations.</param>
    /// <param name="time">
    /// At least so long; then until hardly a method is compiled any more, but not more than four times as long.
    /// </param>
    public static async Task WarmUpAsync(IReadOnlyList<Func<Task<int>>> operations, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        var (since, compiled) = (started, JitInfo.GetCompiledMethodCount());
        while (true)
        {
            var expected = await operations[0]();
            for (var i = 1; i < operations.Count; i++)
            {
                var result = await operations[i]();
                if (result != expected)
                {
                    throw new InvalidOperationException(
                        $"The operations that are compared do not do the same work: one gave {expected}, number {i} "
                        + $"gave {result}.");
                }
            }

            if (Stopwatch.GetElapsedTime(since) > Rest)
            {
                var now = JitInfo.GetCompiledMethodCount();
                var elapsed = Stopwatch.GetElapsedTime(started);
                if ((elapsed > time && now - compiled <= Few) || elapsed > 4 * time)
                {
                    return;
                }

                (since, compiled) = (Stopwatch.GetTimestamp(), now);
            }
        }
    }

    /// <summary>The times of single operations, in microseconds, for each operation in ascending order.</summary>
    public static async Task<double[][]> LatenciesAsync(IReadOnlyList<Func<Task<int>>> operations, int count)
    {
        var times = operations.Select(_ => new double[count]).ToArray();
        var turns = Enumerable.Range(0, operations.Count).ToArray();
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            // What an operation leaves to be done behind it is paid by the one that follows: each follows each other
            // one equally often.
            random.Shuffle(turns);
            foreach (var turn in turns)
            {
                var started = Stopwatch.GetTimestamp();
                await operations[turn]();
                times[turn][i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            }
        }

        foreach (var own in times)
        {
            Array.Sort(own);
        }

        return times;
    }

    /// <summary>
    /// For each operation, its time in its best round, in microseconds: what else the machine does can only make an
    /// operation slower.
    /// </summary>
    public static async Task<double[]> TimesAsync(IReadOnlyList<Func<Task<int>>> operations, int rounds, int times)
    {
        var all = operations.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var j = 0; j < operations.Count; j++)
            {
                var turn = (round + j) % operations.Count;
                GC.Collect();
                var started = Stopwatch.GetTimestamp();
                for (var i = 0; i < times; i++)
                {
                    await operations[turn]();
                }

                all[turn][round] = Stopwatch.GetElapsedTime(started).TotalMicroseconds / times;
            }
        }

        return [.. all.Select(Enumerable.Min)];
    }

    /// <summary>The bytes that one operation allocates, on all threads: the median over rounds.</summary>
    public static async Task<double> AllocatedAsync(Func<Task<int>> operation, int times, int rounds = 5)
    {
        var all = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < times; i++)
            {
                await operation();
            }

            all[round] = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)times;
        }

        return Median(all);
    }

    public static async Task<double[]> AllocatedAsync(IReadOnlyList<Func<Task<int>>> operations, int times)
    {
        var all = new double[operations.Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = await AllocatedAsync(operations[i], times);
        }

        return all;
    }

    public static double Median(double[] numbers)
    {
        Array.Sort(numbers);
        return numbers[numbers.Length / 2];
    }

    /// <summary>A percentile of sorted numbers.</summary>
    public static double Percentile(double[] sorted, double percent) => sorted[(int)(sorted.Length * percent / 100)];
}
