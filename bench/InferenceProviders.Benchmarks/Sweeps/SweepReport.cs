using System.Globalization;
using InferenceProviders.Benchmarks.Plots;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;

namespace InferenceProviders.Benchmarks.Sweeps;

/// <summary>
/// How time and allocation grow: for each size, what one unit costs. Flat lines are what is wanted; small sizes also
/// carry the cost of the call itself.
/// </summary>
internal static class SweepReport
{
    /// <param name="words">
    /// Names of sweeps; none for all. With <c>--plot</c> and a folder behind them, each is drawn there.
    /// </param>
    public static async Task RunAsync(string[] words)
    {
        var folder = words is [.., "--plot", var named] ? named : null;
        words = folder is null ? words : words[..^2];
        using var server = ServerProcess.Start();
        using var ours = new Ours();
        using var floor = new Floor();
        using var handler = new NullHandler();
        ISweep[] sweeps =
        [
            new CallSweep("chunks", "chunk", [10, 100, 1000, 10_000, 100_000], ours, floor,
                static (subject, server, size) => Streamed(subject, server.For($"stream-{size}")), server),
            new CallSweep("deltas", "delta of 4 bytes", [10, 100, 1000, 10_000, 100_000], ours, floor,
                static (subject, server, size) => Streamed(subject, server.For($"tools-{size * 4}")), server),
            new CallSweep("vectors", "vector in base64", [1, 4, 16, 64, 256, 2048], ours, floor,
                static (subject, server, size) => subject.Embed(server.For($"base64-{size}"), Texts(size)), server),
            new CallSweep("numbers", "vector in numbers", [1, 4, 16, 64, 256, 1024], ours, floor,
                static (subject, server, size) => subject.Embed(server.For($"floats-{size}"), Texts(size)), server),
            new CallSweep("messages", "message", [1, 10, 100, 1000, 10_000], ours, floor,
                (subject, _, size) => subject.History(handler, size), server),
            new CallSweep("calls", "call at once", [1, 10, 100, 1000], ours, floor,
                static (subject, server, size) => AtOnce(subject.Chat(server.For("chat")), size), server),
            new ToolsSweep(handler),
            new RoutesSweep(),
            new ModelsSweep(server),
        ];
        Console.WriteLine(
            $"{"unit",-20} {"size",8} {"ours, ns a unit",16} {"floor, ns a unit",16} {"ours, B a unit",16} "
            + $"{"floor, B a unit",16}");
        foreach (var sweep in sweeps.Where(sweep => words.Length == 0 || words.Contains(sweep.Name)))
        {
            var points = new List<SweepPoint>();
            foreach (var size in sweep.Sizes)
            {
                var point = await sweep.MeasureAsync(size);
                points.Add(point);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sweep.Unit,-20} {size,8} {point.Time,16:N0} {point.FloorTime,16:N0} {point.Bytes,16:N0} {point.FloorBytes,16:N0}"));
            }

            if (folder is not null)
            {
                SweepPlot.Save(folder, sweep, points);
            }
        }
    }

    private static Func<Task<int>> Streamed(ISubject subject, Uri address)
    {
        var stream = subject.Stream(address);
        return () => stream(null);
    }

    private static Func<Task<int>> AtOnce(Func<Task<int>> call, int count) => async () =>
        (await Task.WhenAll(Enumerable.Range(0, count).Select(_ => call()))).Sum();

    private static string[] Texts(int count) =>
        [.. Enumerable.Range(0, count).Select(index => $"Text {index} of the batch")];
}
