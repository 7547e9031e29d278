using InferenceProviders.Primitives;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// Whether a provider is failing for a model: a moment ago, or so often that it is left alone and then probed.
/// Thread-safe.
/// </summary>
internal sealed class RouteFailures(TimeProvider clock)
{
    /// <summary>How long one failure sends a route behind the healthy ones.</summary>
    public static readonly TimeSpan SuspectTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestProbe = TimeSpan.FromMinutes(1);

    private RouteBreaker? _breaker;
    private long _suspectUntil;
    private long _probedUntil;
    private long _failedAt;

    /// <summary>
    /// The timestamp until which it is left alone; past it, an attempt is a probe. 0 when it is not failing.
    /// </summary>
    public long OpenUntil => Volatile.Read(ref _breaker)?.OpenUntil ?? 0;

    /// <summary>The timestamp until which its last failure counts.</summary>
    public long SuspectUntil => Volatile.Read(ref _suspectUntil);

    /// <summary>
    /// Whether an attempt may be the one that probes: until that one has ended, or for a minute in case that it never
    /// does.
    /// </summary>
    public bool TryProbe(long now)
    {
        var until = Volatile.Read(ref _probedUntil);
        return until <= now
            && Interlocked.CompareExchange(ref _probedUntil, now + Ticks.Of(LongestProbe, clock), until) == until;
    }

    /// <summary>An attempt has ended; the next may probe.</summary>
    public void EndProbe() => Volatile.Write(ref _probedUntil, 0);

    public void Succeeded()
    {
        Volatile.Write(ref _suspectUntil, 0);
        if (Volatile.Read(ref _breaker) is not null)
        {
            lock (this)
            {
                Report(success: true);
            }
        }
    }

    /// <summary>It failed.</summary>
    /// <param name="measures">How many attempts succeeded before: a breaker is made at the first failure.</param>
    public void Failed(RouteMeasures measures)
    {
        var now = clock.GetTimestamp();
        Volatile.Write(ref _suspectUntil, now + Ticks.Of(SuspectTime, clock));
        lock (this)
        {
            _failedAt = now;
            if (_breaker is null)
            {
                var breaker = new RouteBreaker(clock);
                for (var earlier = measures.SuccessesOf(RouteBreaker.SamplingTime); earlier > 0; earlier--)
                {
                    breaker.Report(success: true);
                }

                Volatile.Write(ref _breaker, breaker);
            }

            Report(success: false);
        }
    }

    /// <summary>Tells the breaker, and forgets it when it is closed and the failures no longer count.</summary>
    private void Report(bool success)
    {
        _breaker?.Report(success);
        if (_breaker?.OpenUntil == 0 && clock.GetElapsedTime(_failedAt) > RouteBreaker.SamplingTime)
        {
            Volatile.Write(ref _breaker, null);
        }
    }
}
