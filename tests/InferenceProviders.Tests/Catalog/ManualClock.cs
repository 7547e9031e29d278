namespace InferenceProviders.Tests.Catalog;

/// <summary>A clock that stands still until it is moved. Timers run on real time.</summary>
internal sealed class ManualClock : TimeProvider
{
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => _elapsed += time;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + _elapsed;
}
