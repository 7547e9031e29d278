using System.Diagnostics.Tracing;
using System.Globalization;
using InferenceProviders.Benchmarks.Ratios;

namespace InferenceProviders.Benchmarks.Profiles;

/// <summary>
/// What ours allocates, by type: <c>--profile chat</c>, <c>--profile stream-1000</c>, or another of the server's
/// answers, or <c>--profile mcp</c> for a tool call. The runtime samples at random about one object in every hundred
/// kilobytes; over many calls that gives the shares, and the exact sum gives the bytes.
/// </summary>
internal static class AllocationProfile
{
    private const int Repeats = 2000;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(string answer, string who)
    {
        await using var subject = await ProfiledCall.CreateAsync(answer, who);
        var operation = subject.Operation;
        await Measure.WarmUpAsync([operation], Time / 2);
        var cpu = Environment.CpuUsage.TotalTime;
        var times = await Measure.LatenciesAsync([operation], Repeats);
        cpu = Environment.CpuUsage.TotalTime - cpu;

        using var listener = new Listener();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var items = ThreadPool.CompletedWorkItemCount;
        var calls = 0;
        for (var end = DateTime.UtcNow + Time; DateTime.UtcNow < end; calls++)
        {
            await operation();
        }

        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)calls;
        var queued = (ThreadPool.CompletedWorkItemCount - items) / (double)calls;
        var types = listener.Types.OrderByDescending(type => type.Value).ToArray();
        var all = types.Sum(type => type.Value);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bytes:N0} B, {Measure.Percentile(times[0], 50):N2} µs (p50), {cpu.TotalMicroseconds / Repeats:N2} "
                + $"µs CPU, {queued:N2} work items a call of {who}, over {calls} calls"));
        foreach (var (type, share) in types.Take(50))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes * share / all,12:N0} B  {type}"));
        }
    }

    private sealed class Listener : EventListener
    {
        private const EventKeywords AllocationSampling = (EventKeywords)0x80000000000;

        public Dictionary<string, long> Types { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            {
                EnableEvents(eventSource, EventLevel.Informational, AllocationSampling);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName?.StartsWith("AllocationSampled", StringComparison.Ordinal) is true
                && eventData.PayloadNames is { } names)
            {
                var type = (string)eventData.Payload![names.IndexOf("TypeName")]!;
                lock (Types)
                {
                    Types[type] = Types.GetValueOrDefault(type) + 1;
                }
            }
        }
    }
}
