using System.Diagnostics;
using System.Globalization;
using InferenceProviders.Benchmarks.Ratios;

namespace InferenceProviders.Benchmarks.Start;

/// <summary>
/// From the start of a process, compiled just in time, to the first token of its first call; and to a web application
/// that listens, without and with this library. Each is a process of its own, and they take turns.
/// </summary>
internal sealed class StartMetric : IMetric
{
    private const int Rounds = 11;
    private static readonly string[] Kinds = ["ours", "floor", "peer", "web-ours", "web", "web-client"];

    public string Name => "start";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var address = contest.Server.For("stream-10");
        var times = Kinds.Select(_ => new double[Rounds]).ToArray();
        var cpu = Kinds.Select(_ => new double[Rounds]).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < Kinds.Length; i++)
            {
                var taken = await TimeAsync(Kinds[i], address);
                if (round >= 0)
                {
                    (times[i][round], cpu[i][round]) = taken;
                }
            }
        }

        foreach (var figure in Figures("ms", times).Concat(Figures("ms of CPU", cpu)))
        {
            yield return figure;
        }
    }

    private static IEnumerable<Figure> Figures(string unit, double[][] times)
    {
        double[] half = [.. times.Select(Measure.Median)];
        yield return new(
            $"start to first token, JIT, {unit} (peer: OpenAI SDK)", half[0], half[1], half[2], "<= 1.3 x floor",
            half[0] <= 1.3 * half[1]);
        yield return Contest.Figure(
            $"start of a web application, {unit} (floor: without us)", half[3], half[4], "<= floor + 30 ms",
            half[3] - half[4] <= 30);
        yield return Contest.Figure(
            $"the same, and a client is made, {unit}", half[5], half[4], "<= floor + 30 ms", half[5] - half[4] <= 30);
    }

    private static async Task<(double Time, double Cpu)> TimeAsync(string kind, Uri address)
    {
        var start = new ProcessStartInfo(
            "dotnet", [typeof(StartMetric).Assembly.Location, StartedProgram.Switch, kind, address.AbsoluteUri])
        {
            RedirectStandardOutput = true,
        };
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var cpu = await process.StandardOutput.ReadLineAsync();
        await process.WaitForExitAsync();
        return line == "ready" && process.ExitCode == 0
            ? (time, double.Parse(cpu!, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"'{kind}' did not start: it said '{line}'.");
    }
}
