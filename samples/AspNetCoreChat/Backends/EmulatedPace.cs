using InferenceProviders.Emulator;

namespace AspNetCoreChat.Backends;

/// <summary>
/// Lets the emulator's providers begin to answer after the time that its catalog says of them, so that charts and
/// comparisons show a difference.
/// </summary>
internal static class EmulatedPace
{
    /// <summary>Begun after the faults' rules: a fault wins.</summary>
    public static void Begin(EmulatorHost emulator)
    {
        var latencies = emulator.Models.SelectMany(static model => model.Offers)
            .Where(static offer => offer.FirstTokenLatency is not null)
            .GroupBy(static offer => offer.Provider, static offer => (double)offer.FirstTokenLatency!.Value);
        foreach (var provider in latencies)
        {
            emulator.Script.For(provider.Key).Delay(TimeSpan.FromMilliseconds(provider.Average()));
        }
    }
}
