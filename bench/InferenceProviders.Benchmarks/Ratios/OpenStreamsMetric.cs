using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// Very many streams that are open at the same time and get a token a second: what each keeps in memory, and what
/// waiting and reading computes.
/// </summary>
internal sealed class OpenStreamsMetric : IMetric
{
    /// <summary>Each is a socket here and one in the server's process: see <c>ulimit -n</c>.</summary>
    private const int Streams = 10_000;

    private const int AtATime = 200;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(6);

    public string Name => "open-streams";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        // What is compiled and pooled on the way is nobody's stream.
        await RunAsync(contest, new Ours(), AtATime, TimeSpan.FromSeconds(1));
        await RunAsync(contest, new Floor(), AtATime, TimeSpan.FromSeconds(1));

        var floor = await RunAsync(contest, new Floor(), Streams, Window);
        var ours = await RunAsync(contest, new Ours(), Streams, Window);
        yield return Contest.Figure(
            "10,000 open streams, KB of heap a stream", ours.Bytes / 1024, floor.Bytes / 1024, "<= floor + 12 KB",
            ours.Bytes - floor.Bytes <= 12 * 1024);
        yield return Contest.Figure(
            "10,000 open streams, CPU, ms a second", ours.Cpu, floor.Cpu, "<= 1.3 x floor", ours.Cpu <= 1.3 * floor.Cpu);
    }

    /// <summary>The subject's connections are closed in the end: not all of them have room at the same time.</summary>
    private static async Task<(double Bytes, double Cpu)> RunAsync(
        Contest contest, ISubject subject, int count, TimeSpan window)
    {
        using var own = subject;
        var stream = subject.Stream(contest.Server.For(TickingStreams.Name));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var running = new List<Task<int>>(count);
        while (running.Count < count)
        {
            var opened = new CountdownEvent(AtATime);
            for (var i = 0; i < AtATime; i++)
            {
                running.Add(stream(() => opened.Signal()));
            }

            await Task.WhenAny(Task.Run(opened.Wait), Task.WhenAll(running));
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        var cpu = Environment.CpuUsage.TotalTime;
        await Task.Delay(window);
        cpu = Environment.CpuUsage.TotalTime - cpu;

        using var http = new HttpClient();
        (await http.GetAsync(contest.Server.For(TickingStreams.Stop))).EnsureSuccessStatusCode();
        await Task.WhenAll(running);
        return (bytes, cpu.TotalMilliseconds / window.TotalSeconds);
    }
}
