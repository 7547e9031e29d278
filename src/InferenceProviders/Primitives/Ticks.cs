namespace InferenceProviders.Primitives;

/// <summary>Times in the units of a clock's timestamps, so that they can be compared without arithmetic.</summary>
internal static class Ticks
{
    public static long Of(TimeSpan time, TimeProvider clock) =>
        clock.TimestampFrequency == TimeSpan.TicksPerSecond
            ? time.Ticks
            : (long)(time.TotalSeconds * clock.TimestampFrequency);
}
