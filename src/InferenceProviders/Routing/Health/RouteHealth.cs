using InferenceProviders.Primitives;
using InferenceProviders.Routing.Attempts;

namespace InferenceProviders.Routing.Health;

/// <summary>What is known of a route from its own attempts. It changes with each of them, while the route itself never does. Thread-safe.</summary>
internal sealed class RouteHealth
{
    /// <summary>How long one failure sends a route behind the healthy ones.</summary>
    public static readonly TimeSpan SuspectTime = TimeSpan.FromSeconds(2);

    /// <summary>The pause after a 429 that names none.</summary>
    public static readonly TimeSpan DefaultRest = TimeSpan.FromSeconds(5);

    private const int EnoughStreams = 8;

    private static readonly TimeSpan LongestRest = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock;
    private readonly RouteBreaker _breaker;
    private readonly SlidingWindow _successes;
    private readonly SlidingWindow _firstTokens;
    private readonly SlidingWindow _speeds;
    private readonly Moments _provider;
    private long _restUntil;

    public RouteHealth(RouteKey key, TimeProvider clock)
    {
        _clock = clock;
        Key = key;
        Refusals = new(clock);
        _breaker = new(clock);
        _successes = new(clock);
        _firstTokens = new(clock);
        _speeds = new(clock);
        _provider = new();
    }

    /// <summary>The same route for another user: all is shared but the pause after a 429, which is about an account.</summary>
    public RouteHealth(RouteHealth shared)
    {
        _clock = shared._clock;
        Key = shared.Key;
        Refusals = shared.Refusals;
        _breaker = shared._breaker;
        _successes = shared._successes;
        _firstTokens = shared._firstTokens;
        _speeds = shared._speeds;
        _provider = shared._provider;
    }

    public RouteKey Key { get; }

    public LearnedCapabilities Refusals { get; }

    /// <summary>The share of attempts that succeeded, 0…1; NaN when there were none lately.</summary>
    public double SuccessRate => _successes.Mean;

    /// <summary>The mean time to first content of streams, in seconds; NaN when there were none lately.</summary>
    public double SecondsToFirstToken => _firstTokens.Mean;

    /// <summary>The mean number of answer tokens a second; NaN when there were none lately.</summary>
    public double TokensPerSecond => _speeds.Mean;

    /// <summary>The timestamp until which it rests; in the past when it does not.</summary>
    public long RestUntil => Math.Max(Volatile.Read(ref _restUntil), Volatile.Read(ref _provider.LoadsUntil));

    public RouteState StateAt(long now)
    {
        var openUntil = _breaker.OpenUntil;
        return openUntil != 0 ? now < openUntil ? RouteState.Broken : RouteState.Probing
            : now < RestUntil ? RouteState.Resting
            : now < Volatile.Read(ref _provider.SuspectUntil) ? RouteState.Suspect
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
                var until = Volatile.Read(ref _provider.ProbedUntil);
                return until <= now && Interlocked.CompareExchange(ref _provider.ProbedUntil, now + Ticks.Of(LongestProbe, _clock), until) == until;

            default:
                return false;
        }
    }

    public void Succeeded()
    {
        _successes.Add(1);
        Volatile.Write(ref _provider.SuspectUntil, 0);
        _breaker.Report(success: true);
        Leave();
    }

    public void Failed(InferenceException failure)
    {
        if (failure.IsLoading)
        {
            Volatile.Write(ref _provider.LoadsUntil, RestEnd(failure));
        }
        else if (failure.Kind == InferenceErrorKind.RateLimited)
        {
            Volatile.Write(ref _restUntil, RestEnd(failure));
        }
        else if (AttemptRules.IsProvidersFault(failure))
        {
            _successes.Add(0);
            Volatile.Write(ref _provider.SuspectUntil, _clock.GetTimestamp() + Ticks.Of(SuspectTime, _clock));
            _breaker.Report(success: false);
        }

        Leave();
    }

    /// <summary>An attempt ended without saying anything about the provider (cancellation).</summary>
    public void Leave() => Volatile.Write(ref _provider.ProbedUntil, 0);

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
            Protocol = Key.Protocol,
            AuthMode = Key.AuthMode,
            State = state,
            StateEndsIn = state switch
            {
                RouteState.Broken => _clock.GetElapsedTime(now, _breaker.OpenUntil),
                RouteState.Resting => _clock.GetElapsedTime(now, RestUntil),
                RouteState.Suspect => _clock.GetElapsedTime(now, Volatile.Read(ref _provider.SuspectUntil)),
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

    private static string[] Names(Capability refused)
    {
        var names = new List<string>();
        Add(Capability.Tools, "tools");
        Add(Capability.JsonSchema, "json_schema");
        Add(Capability.Images, "images");
        Add(Capability.Audio, "audio");
        return [.. names];

        void Add(Capability ability, string name)
        {
            if ((refused & ability) != 0)
            {
                names.Add(name);
            }
        }
    }

    private long RestEnd(InferenceException failure)
    {
        var time = failure.RetryAfter ?? DefaultRest;
        return _clock.GetTimestamp() + Ticks.Of(time < LongestRest ? time : LongestRest, _clock);
    }

    /// <summary>The timestamps that are about the provider, whoever asks.</summary>
    private sealed class Moments
    {
        public long SuspectUntil;
        public long LoadsUntil;
        public long ProbedUntil;
    }
}
