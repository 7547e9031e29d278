using InferenceProviders.Routing.Attempts;

namespace InferenceProviders.Routing.Health;

/// <summary>What is known of a route from its own attempts. It changes with each of them, while the route itself never does. Thread-safe.</summary>
internal sealed class RouteHealth(RouteKey key, TimeProvider clock)
{
    /// <summary>How long one failure sends a route behind the healthy ones.</summary>
    public static readonly TimeSpan SuspectTime = TimeSpan.FromSeconds(2);

    /// <summary>The pause after a 429 that names none.</summary>
    public static readonly TimeSpan DefaultRest = TimeSpan.FromSeconds(5);

    private const int EnoughStreams = 8;

    private static readonly TimeSpan LongestRest = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromMinutes(1);

    private readonly RouteBreaker _breaker = new(clock);
    private readonly SlidingWindow _successes = new(clock);
    private readonly SlidingWindow _firstTokens = new(clock);
    private readonly SlidingWindow _speeds = new(clock);
    private long _suspectUntil;
    private long _restUntil;
    private long _probedUntil;

    public RouteKey Key { get; } = key;

    public LearnedRefusals Refusals { get; } = new(clock);

    /// <summary>The share of attempts that succeeded, 0…1; NaN when there were none lately.</summary>
    public double SuccessRate => _successes.Mean;

    /// <summary>The mean time to first content of streams, in seconds; NaN when there were none lately.</summary>
    public double SecondsToFirstToken => _firstTokens.Mean;

    /// <summary>The mean number of answer tokens a second; NaN when there were none lately.</summary>
    public double TokensPerSecond => _speeds.Mean;

    /// <summary>The timestamp until which it rests; in the past when it does not.</summary>
    public long RestUntil => Volatile.Read(ref _restUntil);

    public RouteState StateAt(long now)
    {
        var openUntil = _breaker.OpenUntil;
        return openUntil != 0 ? now < openUntil ? RouteState.Broken : RouteState.Probing
            : now < Volatile.Read(ref _restUntil) ? RouteState.Resting
            : now < Volatile.Read(ref _suspectUntil) ? RouteState.Suspect
            : RouteState.Healthy;
    }

    /// <summary>
    /// Whether an attempt may begin now. Past a break that is true for one attempt at a time: until it has ended, or for a minute
    /// in case that it never does.
    /// </summary>
    public bool TryEnter(long now)
    {
        switch (StateAt(now))
        {
            case RouteState.Healthy or RouteState.Suspect:
                return true;

            case RouteState.Probing:
                var until = Volatile.Read(ref _probedUntil);
                return until <= now && Interlocked.CompareExchange(ref _probedUntil, now + Ticks.Of(LongestProbe, clock), until) == until;

            default:
                return false;
        }
    }

    public void Succeeded()
    {
        _successes.Add(1);
        Volatile.Write(ref _suspectUntil, 0);
        _breaker.Report(success: true);
        Leave();
    }

    public void Failed(InferenceException failure)
    {
        if (failure.Kind == InferenceErrorKind.RateLimited || failure.IsLoading)
        {
            Rest(failure.RetryAfter ?? DefaultRest);
        }
        else if (AttemptRules.IsProvidersFault(failure))
        {
            _successes.Add(0);
            Volatile.Write(ref _suspectUntil, clock.GetTimestamp() + Ticks.Of(SuspectTime, clock));
            _breaker.Report(success: false);
        }

        Leave();
    }

    /// <summary>An attempt ended without saying anything about the provider (cancellation).</summary>
    public void Leave() => Volatile.Write(ref _probedUntil, 0);

    public void ObserveFirstToken(TimeSpan time) => _firstTokens.Add(time.TotalSeconds);

    public void ObserveSpeed(double tokensPerSecond) => _speeds.Add(tokensPerSecond);

    /// <summary>The time to first content that 95 of 100 streams stay under; null while there were too few to say.</summary>
    public TimeSpan? UsualFirstToken => _firstTokens.Read() is { Count: >= EnoughStreams, Percentile95: var seconds } ? TimeSpan.FromSeconds(seconds) : null;

    public RouteStatus Status(long now)
    {
        var state = StateAt(now);
        var (attempts, success, _) = _successes.Read();
        var (streams, first, first95) = _firstTokens.Read();
        var tooLong = Refusals.TooLongAt(now);
        return new RouteStatus
        {
            Provider = Key.Provider,
            Model = Key.Model,
            Task = Key.Task,
            AuthMode = Key.AuthMode,
            State = state,
            StateEndsIn = state switch
            {
                RouteState.Broken => clock.GetElapsedTime(now, _breaker.OpenUntil),
                RouteState.Resting => clock.GetElapsedTime(now, RestUntil),
                RouteState.Suspect => clock.GetElapsedTime(now, Volatile.Read(ref _suspectUntil)),
                _ => null,
            },
            Attempts = attempts,
            SuccessRate = attempts == 0 ? null : success,
            TimeToFirstToken = streams == 0 ? null : TimeSpan.FromSeconds(first),
            TimeToFirstToken95 = streams == 0 ? null : TimeSpan.FromSeconds(first95),
            TokensPerSecond = double.IsNaN(TokensPerSecond) ? null : TokensPerSecond,
            Refused = Names(Refusals.At(now)),
            TooLongPromptBytes = tooLong == long.MaxValue ? null : tooLong,
        };
    }

    private static string[] Names(Ability refused)
    {
        var names = new List<string>();
        Add(Ability.Tools, "tools");
        Add(Ability.JsonSchema, "json_schema");
        Add(Ability.Images, "images");
        Add(Ability.Audio, "audio");
        return [.. names];

        void Add(Ability ability, string name)
        {
            if ((refused & ability) != 0)
            {
                names.Add(name);
            }
        }
    }

    private void Rest(TimeSpan time) =>
        Volatile.Write(ref _restUntil, clock.GetTimestamp() + Ticks.Of(time < LongestRest ? time : LongestRest, clock));
}
