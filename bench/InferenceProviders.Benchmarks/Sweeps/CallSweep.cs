using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;

namespace InferenceProviders.Benchmarks.Sweeps;

/// <summary>Calls that get larger, beside the floor's.</summary>
/// <param name="name">The word by which it can be chosen.</param>
/// <param name="unit">What is counted.</param>
/// <param name="sizes">How many of them.</param>
/// <param name="ours">This library.</param>
/// <param name="floor">The floor.</param>
/// <param name="make">From a subject and a size to the operation.</param>
/// <param name="server">Who is asked.</param>
internal sealed class CallSweep(
    string name, string unit, int[] sizes, Ours ours, Floor floor,
    Func<ISubject, ServerProcess, int, Func<Task<int>>> make, ServerProcess server) : ISweep
{
    public string Name => name;

    public string Unit => unit;

    public int[] Sizes => sizes;

    public async Task<SweepPoint> MeasureAsync(int size)
    {
        Func<Task<int>>[] operations = [make(ours, server, size), make(floor, server, size)];
        var times = Math.Max(1, 2000 / size);
        for (var i = 0; i < times; i++)
        {
            await operations[0]();
            await operations[1]();
        }

        var time = await Measure.TimesAsync(operations, rounds: size >= 10_000 ? 5 : 11, times);
        var bytes = await Measure.AllocatedAsync(operations, times);
        return new(size, time[0] * 1000 / size, time[1] * 1000 / size, bytes[0] / size, bytes[1] / size);
    }
}
