using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.RateLimits;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// What is known of a route from its own attempts. It changes with each of them, while the route itself never does. A
/// router knows thousands of routes and uses few: what nothing is known of takes no memory. Thread-safe.
/// </summary>
internal sealed class RouteHealth
{
    /// <summary>How long one failure sends a route behind the healthy ones.</summary>
    public static readonly TimeSpan SuspectTime = TimeSpan.FromSeconds(2);

    /// <summary>The pause after a 429 that names none.</summary>
    public static readonly TimeSpan DefaultRest = TimeSpan.FromSeconds(5);

    private const int EnoughStreams = 8;

    /// <summary>A speed is told by few answers; the other figures by <see cref="SlidingWindow.Capacity"/>.</summary>
    private const int SpeedSamples = 32;

    private static readonly TimeSpan LongestRest = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock;
    private readonly RouteHealthRegistry? _board;

    /// <summary>
    /// Where all is that is about the provider, whoever asks; itself, unless it is the route of a user among others.
    /// </summary>
    private readonly RouteHealth _shared;

    private RouteBreaker? _breaker;
    private LearnedCapabilities? _refusals;
    private SlidingWindow? _successes;
    private SlidingWindow? _firstTokens;
    private SlidingWindow? _speeds;
    private readonly KeyHealth? _key;

    /// <summary>Of a provider that is called with several keys: the route with each of them.</summary>
    private readonly RouteHealth[]? _keyed;

    private Rest _accountRest;
    private Rest _ownRest;
    private Rest _refused;
    private long _suspectUntil;
    private long _probedUntil;
    private long _failedAt;
    private long _usedAt;
    private RateLimitView? _limits;
    private int _inFlight;
    private bool _isKept;
    private bool _isListed;

    public RouteHealth(RouteKey key, TimeProvider clock, RouteHealthRegistry? board = null)
    {
        _clock = clock;
        _board = board;
        _shared = this;
        Key = key;
    }

    /// <summary>
    /// The same route for another user, or with one key of several: all is shared but the pause after a 429, and what a
    /// key was refused for, which are about an account.
    /// </summary>
    public RouteHealth(RouteHealth shared, KeyHealth? key = null)
    {
        _clock = shared._clock;
        _board = shared._board;
        _shared = shared;
        _key = key;
        Key = shared.Key;
    }

    /// <summary>The route whatever the key: it rests when it rests with all of them, until the first is back.</summary>
    public RouteHealth(RouteHealth[] keyed)
        : this(keyed[0]._shared) => _keyed = keyed;

    public RouteKey Key { get; }

    /// <summary>The clock's timestamp.</summary>
    public long Now => _clock.GetTimestamp();

    /// <summary>
    /// Whose it is, among processes that share (<see cref="Sharing.SharedState.DigestOf"/>); null for the router's own.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>The name of the key that it is with; null when the provider has one only.</summary>
    public string? KeyName => _key?.Name;

    /// <summary>Whether it is what those who watch the router are shown.</summary>
    public bool IsListed => Volatile.Read(ref _isListed);

    /// <summary>The share of attempts that succeeded, 0…1; NaN when there were none lately.</summary>
    public double SuccessRateAt(long now) => MeanOf(_shared._successes, now);

    /// <summary>The mean time to first content of streams, in seconds; NaN when there were none lately.</summary>
    public double SecondsToFirstTokenAt(long now) => MeanOf(_shared._firstTokens, now);

    /// <summary>The mean number of answer tokens a second; NaN when there were none lately.</summary>
    public double TokensPerSecondAt(long now) => MeanOf(_shared._speeds, now);

    /// <summary>
    /// The timestamp until which it rests because somebody asked for a pause; in the past when it does not.
    /// </summary>
    public long RestUntil => Math.Max(_accountRest.Until, _shared._ownRest.Until);

    /// <summary>
    /// The timestamp until which its key is taken to be refused; in the past when it is not. There is no use in waiting
    /// for it.
    /// </summary>
    public long RefusedUntil => _keyed is not null ? _keyed.Min(keyed => keyed.RefusedUntil)
        : _key is null ? 0 : Math.Max(_refused.Until, _key.RefusedUntil);

    /// <summary>The timestamp from which on it may be asked.</summary>
    public long FreeFrom
    {
        get
        {
            if (_keyed is null)
            {
                return _key is null ? RestUntil : Math.Max(RestUntil, RefusedUntil);
            }

            var first = long.MaxValue;
            foreach (var keyed in _keyed)
            {
                first = Math.Min(first, keyed.FreeFrom);
            }

            return first;
        }
    }

    /// <summary>
    /// The time to first content that 95 of 100 streams stay under; null while there were too few to say.
    /// </summary>
    public TimeSpan? UsualFirstToken =>
        _shared._firstTokens?.Read() is { Count: >= EnoughStreams, Percentile95: var seconds }
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>When it was used last.</summary>
    public long UsedAt => Volatile.Read(ref _usedAt);

    /// <summary>When anybody used it last; 0 for never.</summary>
    public long LastUsed => Volatile.Read(ref _shared._usedAt);

    /// <summary>How many attempts have begun and not ended, whoever made them.</summary>
    public int CallsInFlight => Volatile.Read(ref _shared._inFlight);

    private long OpenUntil => Volatile.Read(ref _shared._breaker)?.OpenUntil ?? 0;

    public RouteState StateAt(long now)
    {
        var openUntil = OpenUntil;
        return now < openUntil ? RouteState.Broken
            : now < FreeFrom ? RouteState.Resting
            : openUntil != 0 ? RouteState.Probing
            : now < Volatile.Read(ref _shared._suspectUntil) ? RouteState.Suspect
            : RouteState.Healthy;
    }

    /// <summary>
    /// Whether an attempt may begin now. Past a break that is true for one attempt at a time: until it has ended, or
    /// for a minute in case that it never does.
    /// </summary>
    public bool TryEnter(long now)
    {
        switch (StateAt(now))
        {
            case RouteState.Healthy or RouteState.Suspect:
                return true;

            case RouteState.Probing:
                var until = Volatile.Read(ref _shared._probedUntil);
                return until <= now
                    && Interlocked.CompareExchange(
                        ref _shared._probedUntil, now + Ticks.Of(LongestProbe, _clock), until) == until;

            default:
                return false;
        }
    }

    /// <summary>What it refused before.</summary>
    public Capability LacksAt(long now) => Volatile.Read(ref _shared._refusals)?.At(now) ?? Capability.None;

    /// <summary>The smallest prompt, in bytes, that was too long for it.</summary>
    public long TooLongAt(long now) => Volatile.Read(ref _shared._refusals)?.TooLongAt(now) ?? long.MaxValue;

    /// <summary>The users' own limits that the route falls under; null for none.</summary>
    public RateGate? Gate { get; set; }

    /// <summary>What is left of the provider's limits, as it was told last; null when it was not.</summary>
    public RateLimitView? Limits => Volatile.Read(ref _limits);

    /// <summary>What is left of the limits on its rate, the provider's and the users' own.</summary>
    public IEnumerable<RateLimitStatus> RateLimitsAt(long now) =>
        (Volatile.Read(ref _limits)?.At(now) ?? []).Concat(Gate is { } gate ? RateLimitView.Own(gate, now) : []);

    /// <summary>Reads what a response says of limits on the rate.</summary>
    /// <param name="response">The response.</param>
    /// <param name="rests">Whether the route is to rest when something is used up.</param>
    public void Observe(HttpResponseMessage response, bool rests)
    {
        if (RateLimitView.Of(response.Headers, _clock) is not { } view)
        {
            return;
        }

        Volatile.Write(ref _limits, view);
        _board?.Sharing?.Remaining.Note(this);

        // A refusal says itself how long to wait.
        if (rests && response.IsSuccessStatusCode && view.UsedUpUntil is > 0 and var until)
        {
            Rest(RestKind.Account, Math.Min(until, _clock.GetTimestamp() + Ticks.Of(LongestRest, _clock)));
        }
    }

    /// <summary>Another process was told what is left.</summary>
    public void Hear(RateLimitView view)
    {
        if (Volatile.Read(ref _limits) is { } known && known.ReadAt >= view.ReadAt)
        {
            return;
        }

        Volatile.Write(ref _limits, view);
        Show();
        KeepAgain();
        _shared.KeepAgain();
    }

    /// <summary>An attempt begins; <see cref="End"/> follows.</summary>
    public void Begin() => Interlocked.Increment(ref _shared._inFlight);

    /// <summary>An attempt has ended, whichever way: what it held is free.</summary>
    public void End() => Interlocked.Decrement(ref _shared._inFlight);

    public void Succeeded()
    {
        Window(ref _shared._successes).Add(1);
        Volatile.Write(ref _shared._suspectUntil, 0);
        _shared.Report(success: true);
        if (_key is not null)
        {
            _refused.Clear();
            _key.Accept();
        }

        Leave();
        NoteUse();
    }

    public void Failed(InferenceException failure)
    {
        if (failure.IsLoading)
        {
            Rest(RestKind.Route, RestEnd(failure));
        }
        else if (failure.Stage == FailureStage.NotSent)
        {
            // It was held back here, and says nothing of the provider.
        }
        else if (failure.Kind == InferenceErrorKind.RateLimited)
        {
            Rest(RestKind.Account, RestEnd(failure));
        }
        else if (_key is not null && failure.Kind is InferenceErrorKind.Authentication
            or InferenceErrorKind.CreditsExhausted)
        {
            Rest(RestKind.Key, RestEnd(failure, KeyHealth.RefusedRest));
        }
        else if (_key is not null && failure.Kind == InferenceErrorKind.PermissionDenied)
        {
            // It may be for this model only.
            Rest(RestKind.KeyOnRoute, RestEnd(failure, KeyHealth.RefusedRest));
        }
        else if (FailureFacts.IsProvidersFault(failure) && !failure.IsSameEvent)
        {
            Window(ref _shared._successes).Add(0);
            if (failure.RetryAfter > TimeSpan.Zero)
            {
                // It says when it is back, as a 429 does: there is nothing to find out until then.
                Rest(RestKind.Route, RestEnd(failure));
            }
            else
            {
                Volatile.Write(ref _shared._suspectUntil, _clock.GetTimestamp() + Ticks.Of(SuspectTime, _clock));
                _shared.Report(success: false);
            }
        }

        Leave();
        NoteUse();
    }

    /// <summary>Learns what the provider lacks from a failure that says so.</summary>
    public void Learn(InferenceException failure, string providerModel, in RequestNeeds needs)
    {
        if (LearnedCapabilities.TryRead(failure, providerModel, needs, out var lacking, out var tooLong))
        {
            _shared.Learn(lacking, tooLong);
            _board?.Sharing?.Tell(Key, lacking, tooLong);
        }
    }

    /// <summary>Learns it from another process, which was told so.</summary>
    public void Learn(Capability lacking, long tooLong)
    {
        if (Volatile.Read(ref _refusals) is null)
        {
            Interlocked.CompareExchange(ref _refusals, new(_clock), null);
        }

        _refusals!.Add(lacking, tooLong);
        NoteUse();
    }

    /// <summary>Rests by the word of another process.</summary>
    public void RestFor(RestKind kind, long end)
    {
        if (Extend(kind, end))
        {
            NoteUse();
        }
    }

    /// <summary>An attempt ended without saying anything about the provider (cancellation).</summary>
    public void Leave() => Volatile.Write(ref _shared._probedUntil, 0);

    public void ObserveFirstToken(TimeSpan time) => Window(ref _shared._firstTokens).Add(time.TotalSeconds);

    public void ObserveSpeed(double tokensPerSecond) => Window(ref _shared._speeds, SpeedSamples).Add(tokensPerSecond);

    /// <summary>
    /// Whether it must not be forgotten: calls would ask a provider that has asked not to be, or that they know to
    /// fail.
    /// </summary>
    public bool Holds(long now) => StateAt(now) is not (RouteState.Healthy or RouteState.Suspect);

    /// <summary>Whether forgetting it would lose nothing.</summary>
    public bool IsIdle(long now) =>
        !Holds(now)
        && Volatile.Read(ref _refusals)?.IsPast(now) is not false
        && Volatile.Read(ref _limits)?.IsPast(now) is not false
        && IsPast(_successes, now) && IsPast(_firstTokens, now) && IsPast(_speeds, now);

    /// <summary>The board no longer keeps it; it will ask to be kept again at its next use.</summary>
    public void Release() => Volatile.Write(ref _isKept, false);

    /// <summary>Asks the board to keep it, unless it does.</summary>
    public void KeepAgain()
    {
        if (!Volatile.Read(ref _isKept))
        {
            Volatile.Write(ref _isKept, true);
            _board?.Keep(this);
        }
    }

    public RouteStatus Status(long now)
    {
        var state = StateAt(now);
        var (attempts, success, _) = _shared._successes?.Read() ?? default;
        var (streams, first, first95) = _shared._firstTokens?.Read() ?? default;
        var tooLong = TooLongAt(now);
        return new RouteStatus
        {
            Provider = Key.Provider,
            Model = Key.Model,
            Task = Key.Task,
            Protocol = Key.Protocol,
            AuthMode = Key.AuthMode,
            KeyName = KeyName,
            State = state,
            StateEndsIn = state switch
            {
                RouteState.Broken => _clock.GetElapsedTime(now, OpenUntil),
                RouteState.Resting => _clock.GetElapsedTime(now, FreeFrom),
                RouteState.Suspect => _clock.GetElapsedTime(now, Volatile.Read(ref _shared._suspectUntil)),
                _ => null,
            },
            CallsInFlight = CallsInFlight,
            Attempts = attempts,
            SuccessRate = attempts == 0 ? null : success,
            TimeToFirstToken = streams == 0 ? null : TimeSpan.FromSeconds(first),
            TimeToFirstToken95 = streams == 0 ? null : TimeSpan.FromSeconds(first95),
            TokensPerSecond = TokensPerSecondAt(now) is var speed && double.IsNaN(speed) ? null : speed,
            RateLimits = [.. RateLimitsAt(now)],
            Refused = Names(LacksAt(now)),
            TooLongPromptBytes = tooLong == long.MaxValue ? null : tooLong,
        };
    }

    private bool Extend(RestKind kind, long end) => kind switch
    {
        RestKind.Account => _accountRest.Extend(end),
        RestKind.Route => _shared._ownRest.Extend(end),
        RestKind.KeyOnRoute => _refused.Extend(end),
        _ => _key?.Refuse(end) is true,
    };

    /// <summary>It rests, here and wherever there is news of it.</summary>
    private void Rest(RestKind kind, long end)
    {
        if (Extend(kind, end))
        {
            _board?.Sharing?.Tell(Key, Account, kind, end);
        }
    }

    private static double MeanOf(SlidingWindow? window, long now) => window?.MeanAt(now) ?? double.NaN;

    private static bool IsPast(SlidingWindow? window, long now) => window?.IsPast(now) is not false;

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

    private SlidingWindow Window(ref SlidingWindow? window, int capacity = SlidingWindow.Capacity) =>
        Volatile.Read(ref window) ?? Interlocked.CompareExchange(ref window, new(_clock, capacity), null) ?? window!;

    /// <summary>
    /// Tells the breaker. It is made at the first failure, with what succeeded shortly before, and forgotten when it is
    /// closed and the failures no longer count.
    /// </summary>
    private void Report(bool success)
    {
        if (success && Volatile.Read(ref _breaker) is null)
        {
            return;
        }

        lock (this)
        {
            if (!success)
            {
                _failedAt = _clock.GetTimestamp();
                _breaker ??= NewBreaker();
            }

            _breaker?.Report(success);
            if (_breaker?.OpenUntil == 0 && _clock.GetElapsedTime(_failedAt) > RouteBreaker.SamplingTime)
            {
                Volatile.Write(ref _breaker, null);
            }
        }
    }

    private RouteBreaker NewBreaker()
    {
        var breaker = new RouteBreaker(_clock);
        for (var earlier = _successes!.CountPositive(RouteBreaker.SamplingTime); earlier > 0; earlier--)
        {
            breaker.Report(success: true);
        }

        return breaker;
    }

    private void NoteUse()
    {
        var now = _clock.GetTimestamp();
        NoteUse(now);
        if (!ReferenceEquals(_shared, this))
        {
            _shared.NoteUse(now);
        }

        Show();
    }

    /// <summary>Where there are several keys, each is shown; of many users, the route once.</summary>
    private void Show()
    {
        var shown = _key is null ? _shared : this;
        if (!shown._isListed)
        {
            Volatile.Write(ref shown._isListed, true);
        }
    }

    private void NoteUse(long now)
    {
        Volatile.Write(ref _usedAt, now);
        KeepAgain();
    }

    private long RestEnd(InferenceException failure, TimeSpan? usual = null)
    {
        var time = failure.RetryAfter ?? usual ?? DefaultRest;
        return _clock.GetTimestamp() + Ticks.Of(time < LongestRest ? time : LongestRest, _clock);
    }
}
