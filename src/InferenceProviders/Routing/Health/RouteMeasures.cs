namespace InferenceProviders.Routing.Health;

/// <summary>
/// What was measured of a provider for a model lately: which attempts succeeded, how soon the first token came, how
/// fast the others. Thread-safe.
/// </summary>
internal sealed class RouteMeasures(TimeProvider clock)
{
    private const int EnoughStreams = 8;

    /// <summary>A speed is told by few answers; the other figures by <see cref="SlidingWindow.Capacity"/>.</summary>
    private const byte SpeedSamples = 32;

    private SlidingWindow? _successes;
    private SlidingWindow? _firstTokens;
    private SlidingWindow? _speeds;

    /// <summary>
    /// The time to first content that 95 of 100 streams stay under; null while there were too few to say.
    /// </summary>
    public TimeSpan? UsualFirstToken =>
        Streams is { Count: >= EnoughStreams, Percentile95: var seconds } ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>The attempts, and the share of them that succeeded.</summary>
    public (int Count, double Mean, double Percentile95) Attempts => _successes?.Read(clock) ?? default;

    /// <summary>The streams, and the seconds to their first token.</summary>
    public (int Count, double Mean, double Percentile95) Streams => _firstTokens?.Read(clock) ?? default;

    /// <summary>The share of attempts that succeeded, from 0 to 1; NaN when there were none lately.</summary>
    public double SuccessRateAt(long now) => MeanOf(_successes, now);

    /// <summary>The mean time to first content of streams, in seconds; NaN when there were none lately.</summary>
    public double SecondsToFirstTokenAt(long now) => MeanOf(_firstTokens, now);

    /// <summary>The mean number of answer tokens a second; NaN when there were none lately.</summary>
    public double TokensPerSecondAt(long now) => MeanOf(_speeds, now);

    /// <summary>How many attempts of the last <paramref name="time"/> succeeded.</summary>
    public int SuccessesOf(TimeSpan time) => _successes?.CountPositive(time, clock) ?? 0;

    public void AddAttempt(bool succeeded, long now) => Window(ref _successes).Add(succeeded ? 1 : 0, clock, now);

    public void AddFirstToken(TimeSpan time) =>
        Window(ref _firstTokens).Add(time.TotalSeconds, clock, clock.GetTimestamp());

    public void AddSpeed(double tokensPerSecond) =>
        Window(ref _speeds, SpeedSamples).Add(tokensPerSecond, clock, clock.GetTimestamp());

    /// <summary>Whether all of it is too old to count.</summary>
    public bool IsPast(long now) => IsPast(_successes, now) && IsPast(_firstTokens, now) && IsPast(_speeds, now);

    private static double MeanOf(SlidingWindow? window, long now) => window?.MeanAt(now) ?? double.NaN;

    private static bool IsPast(SlidingWindow? window, long now) => window?.IsPast(now) is not false;

    private static SlidingWindow Window(ref SlidingWindow? window, byte capacity = SlidingWindow.Capacity) =>
        Volatile.Read(ref window) ?? Interlocked.CompareExchange(ref window, new(capacity), null) ?? window!;
}
