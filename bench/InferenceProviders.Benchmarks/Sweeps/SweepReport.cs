using System.Globalization;
using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;

namespace InferenceProviders.Benchmarks.Sweeps;

/// <summary>
/// How time and allocation grow: for each size, what one unit costs. Flat columns are what is wanted; small sizes also
/// carry the cost of the call itself.
/// </summary>
internal static class SweepReport
{
    public static async Task RunAsync(string[] words)
    {
        using var server = ServerProcess.Start();
        using var ours = new Ours();
        using var floor = new Floor();
        using var handler = new NullHandler();
        Sweep[] sweeps =
        [
            new("batch", "vector (base64)", [1, 4, 16, 64, 256, 1024, 2048],
                size => subject => subject.Embed(server.For($"base64-{size}"), Texts(size))),
            new("batch", "vector (floats)", [1, 4, 16, 64, 256, 1024, 2048],
                size => subject => subject.Embed(server.For($"floats-{size}"), Texts(size))),
            new("chunks", "chunk", [10, 100, 1000, 10_000, 100_000],
                size =>
                    subject => subject.Stream(server.For($"stream-{size}")) is var stream ? () => stream(null) : null!),
            new("tools", "delta of 4 bytes", [10, 100, 1000, 10_000, 100_000],
                size =>
                    subject =>
                        subject.Stream(server.For($"tools-{size * 4}")) is var stream ? () => stream(null) : null!),
            new("history", "message", [1, 10, 100, 1000, 10_000], size => subject => subject.History(handler, size)),
        ];
        Console.WriteLine(
            $"{"unit",-20} {"size",8} {"ours, ns a unit",16} {"floor, ns a unit",16} {"ours, B a unit",16} {"floor, B a unit",16}");
        foreach (var sweep in sweeps.Where(sweep => words.Length == 0 || words.Contains(sweep.Name)))
        {
            foreach (var size in sweep.Sizes)
            {
                var make = sweep.Make(size);
                Func<Task<int>>[] operations = [make(ours), make(floor)];
                var times = Math.Max(1, 2000 / size);
                for (var i = 0; i < times; i++)
                {
                    await operations[0]();
                    await operations[1]();
                }

                var time = await Measure.TimesAsync(operations, rounds: size >= 10_000 ? 5 : 11, times);
                var bytes = await Measure.AllocatedAsync(operations, times);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sweep.Unit,-20} {size,8} {time[0] * 1000 / size,16:N0} {time[1] * 1000 / size,16:N0} {bytes[0] / size,16:N0} {bytes[1] / size,16:N0}"));
            }
        }
    }

    private static string[] Texts(int count) =>
        [.. Enumerable.Range(0, count).Select(index => $"Text {index} of the batch")];

    /// <param name="Name">The word by which it can be chosen.</param>
    /// <param name="Unit">What is counted.</param>
    /// <param name="Sizes">How many of them.</param>
    /// <param name="Make">From a size and a subject to the operation.</param>
    private sealed record Sweep(string Name, string Unit, int[] Sizes, Func<int, Func<ISubject, Func<Task<int>>>> Make);
}
