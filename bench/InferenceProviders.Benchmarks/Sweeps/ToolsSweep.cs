using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Sweeps;

/// <summary>A request that offers many tools, and goes nowhere.</summary>
internal sealed class ToolsSweep(NullHandler handler) : ISweep
{
    public string Name => "tools";

    public string Unit => "tool on offer";

    public int[] Sizes => [1, 10, 100, 1000];

    public async Task<SweepPoint> MeasureAsync(int size)
    {
        using var router = new InferenceRouter(
            new() { UseEnvironment = false, Token = Conversation.Key, HttpMessageHandler = handler });
        var chat = router.AsIChatClient(Conversation.Model);
        var options = new ChatOptions
        {
            Tools = [.. Enumerable.Range(0, size).Select(index => AIFunctionFactory.Create(
                static (string city, int days) =>
                    $"{city}: {days}", $"forecast_{index}", "The weather of the next days."))],
        };
        Func<Task<int>>[] operations =
            [async () => (await chat.GetResponseAsync(Conversation.Prompt, options)).Text.Length];
        var times = Math.Max(1, 2000 / size);
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(1));
        var time = await Measure.TimesAsync(operations, rounds: 11, times);
        var bytes = await Measure.AllocatedAsync(operations, times);
        return new(size, time[0] * 1000 / size, null, bytes[0] / size, null);
    }
}
