namespace InferenceProviders.Routing.Health;

/// <summary>
/// What is known of a provider for a model, whoever asks it. A router knows thousands of routes and uses few: what
/// nothing is known of takes no memory. Thread-safe.
/// </summary>
internal sealed class ProviderRoute
{
    private RouteMeasures? _measures;
    private RouteFailures? _failures;
    private LearnedCapabilities? _refusals;
    private int _inFlight;

    /// <summary>It asked for a pause that is nobody's in particular. A field, because it is never copied.</summary>
    public Rest Rest;

    /// <summary>What was measured; null for nothing.</summary>
    public RouteMeasures? Measures => Volatile.Read(ref _measures);

    /// <summary>How it failed; null when it never did.</summary>
    public RouteFailures? Failures => Volatile.Read(ref _failures);

    /// <summary>What it refused; null for nothing.</summary>
    public LearnedCapabilities? Refusals => Volatile.Read(ref _refusals);

    /// <summary>How many attempts have begun and not ended.</summary>
    public int CallsInFlight => Volatile.Read(ref _inFlight);

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);

    /// <summary>For adding to it.</summary>
    /// <param name="clock">The router's; it is not kept here, because there are thousands of routes.</param>
    public RouteMeasures Measure(TimeProvider clock) =>
        Measures ?? Interlocked.CompareExchange(ref _measures, new(clock), null) ?? _measures!;

    public void Succeeded(TimeProvider clock, long now)
    {
        Measure(clock).AddAttempt(succeeded: true, now);
        Failures?.Succeeded();
    }

    /// <summary>It failed without saying when it is back.</summary>
    public void Failed(TimeProvider clock)
    {
        var failures = Failures ?? Interlocked.CompareExchange(ref _failures, new(clock), null) ?? _failures!;
        failures.Failed(Measure(clock));
    }

    public void Learn(Capability lacking, long tooLong, TimeProvider clock)
    {
        var refusals = Refusals ?? Interlocked.CompareExchange(ref _refusals, new(clock), null) ?? _refusals!;
        refusals.Add(lacking, tooLong);
    }

    /// <summary>Whether forgetting it would lose nothing.</summary>
    public bool IsPast(long now) => Refusals?.IsPast(now) is not false && Measures?.IsPast(now) is not false;
}
