using System.Diagnostics;
using System.Globalization;

namespace InferenceProviders.Benchmarks.Profiles;

/// <summary>
/// Repeats a call and nothing else, for a profiler that watches the process from outside:
/// <c>--repeat chat ours 30</c>. With perf, <c>DOTNET_PerfMapEnabled=1</c> and <c>DOTNET_EnableWriteXorExecute=0</c>
/// give the names of methods.
/// </summary>
internal static class Repetition
{
    private const int Batch = 20;

    public static async Task RunAsync(string answer, string who, int seconds)
    {
        await using var subject = await ProfiledCall.CreateAsync(answer, who);
        for (var second = 0; second < seconds; second++)
        {
            var (cpu, started) = (Environment.CpuUsage, Stopwatch.GetTimestamp());
            List<double> batches = [];
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < 1)
            {
                var begun = Stopwatch.GetTimestamp();
                for (var call = 0; call < Batch; call++)
                {
                    await subject.Operation();
                }

                batches.Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds / Batch);
            }

            var end = Environment.CpuUsage;
            var calls = batches.Count * Batch;
            batches.Sort();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{calls,9:N0} calls, {batches[batches.Count / 2],8:N2} µs each "
                    + $"({batches[batches.Count / 20],8:N2} at best), "
                    + $"{(end.UserTime - cpu.UserTime).TotalMicroseconds / calls,8:N2} µs of user time, "
                    + $"{(end.PrivilegedTime - cpu.PrivilegedTime).TotalMicroseconds / calls,8:N2} µs of the system's"));
        }
    }
}
