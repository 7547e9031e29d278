using InferenceProviders.Primitives;
using InferenceProviders.Routing.RateLimits;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// What is known of a route from its own attempts, for one account. It changes with each of them, while the route
/// itself never does. What is about the provider is shared by all accounts (<see cref="Provider"/>). Thread-safe.
/// </summary>
internal sealed class RouteHealth
{
    private readonly TimeProvider _clock;
    private readonly RouteHealthRegistry? _board;

    /// <summary>The router's own; itself, unless it is the route of a user among others, or of a key.</summary>
    private readonly RouteHealth _shared;

    private long _usedAt;
    private RateLimitView? _limits;
    private bool _isKept;
    private bool _isListed;

    public RouteHealth(RouteKey key, TimeProvider clock, RouteHealthRegistry? board = null)
    {
        _clock = clock;
        _board = board;
        _shared = this;
        Key = key;
        Provider = new ProviderRoute();
        Rests = new RouteRests(Provider, key: null);
    }

    /// <summary>
    /// The same route for another user, or with one key of several: all is shared but the pause after a 429, and what a
    /// key was refused for, which are about an account.
    /// </summary>
    public RouteHealth(RouteHealth shared, KeyHealth? key = null)
        : this(shared, new RouteRests(shared.Provider, key))
    {
    }

    /// <summary>The route whatever the key: it rests when it rests with all of them, until the first is back.</summary>
    public RouteHealth(RouteHealth[] keyed)
        : this(
            keyed[0]._shared,
            new RouteRests(keyed[0].Provider, Array.ConvertAll(keyed, static health => health.Rests)))
    {
    }

    private RouteHealth(RouteHealth shared, RouteRests rests)
    {
        _clock = shared._clock;
        _board = shared._board;
        _shared = shared;
        Key = shared.Key;
        Provider = shared.Provider;
        Rests = rests;
    }

    public RouteKey Key { get; }

    /// <summary>What is known whoever asks.</summary>
    public ProviderRoute Provider { get; }

    /// <summary>Until when it is left alone.</summary>
    public RouteRests Rests { get; }

    /// <summary>
    /// Whose it is, among processes that share (<see cref="Sharing.SharedState.DigestOf"/>); null for the router's own.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>The name of the key that it is with; null when the provider has one only.</summary>
    public string? KeyName => Rests.Key?.Name;

    /// <summary>Whether it is what those who watch the router are shown.</summary>
    public bool IsListed => Volatile.Read(ref _isListed);

    /// <summary>The users' own limits that the route falls under; null for none.</summary>
    public RateGate? Gate { get; set; }

    /// <summary>The clock's timestamp.</summary>
    public long Now => _clock.GetTimestamp();

    /// <summary>When it was used last.</summary>
    public long UsedAt => Volatile.Read(ref _usedAt);

    /// <summary>When anybody used it last; 0 for never.</summary>
    public long LastUsed => Volatile.Read(ref _shared._usedAt);

    /// <summary>How many attempts have begun and not ended, whoever made them.</summary>
    public int CallsInFlight => Provider.CallsInFlight;

    /// <inheritdoc cref="RouteRests.FreeFrom"/>
    public long FreeFrom => Rests.FreeFrom;

    /// <inheritdoc cref="RouteRests.RestUntil"/>
    public long RestUntil => Rests.RestUntil;

    /// <inheritdoc cref="RouteRests.RefusedUntil"/>
    public long RefusedUntil => Rests.RefusedUntil;

    /// <inheritdoc cref="RouteMeasures.UsualFirstToken"/>
    public TimeSpan? UsualFirstToken => Provider.Measures?.UsualFirstToken;

    /// <inheritdoc cref="RouteMeasures.SuccessRateAt"/>
    public double SuccessRateAt(long now) => Provider.Measures?.SuccessRateAt(now) ?? double.NaN;

    /// <inheritdoc cref="RouteMeasures.SecondsToFirstTokenAt"/>
    public double SecondsToFirstTokenAt(long now) => Provider.Measures?.SecondsToFirstTokenAt(now) ?? double.NaN;

    /// <inheritdoc cref="RouteMeasures.TokensPerSecondAt"/>
    public double TokensPerSecondAt(long now) => Provider.Measures?.TokensPerSecondAt(now) ?? double.NaN;

    /// <summary>What it refused before.</summary>
    public Capability LacksAt(long now) => Provider.Refusals?.At(now) ?? Capability.None;

    /// <summary>The smallest prompt, in bytes, that was too long for it.</summary>
    public long TooLongAt(long now) => Provider.Refusals?.TooLongAt(now) ?? long.MaxValue;

    public RouteState StateAt(long now)
    {
        var failures = Provider.Failures;
        var openUntil = failures?.OpenUntil ?? 0;
        return now < openUntil ? RouteState.Broken
            : now < Rests.FreeFrom ? RouteState.Resting
            : openUntil != 0 ? RouteState.Probing
            : now < (failures?.SuspectUntil ?? 0) ? RouteState.Suspect
            : RouteState.Healthy;
    }

    /// <summary>Whether an attempt may begin now. Past a break that is true for one attempt at a time.</summary>
    public bool TryEnter(long now) => StateAt(now) switch
    {
        RouteState.Healthy or RouteState.Suspect => true,
        RouteState.Probing => Provider.Failures?.TryProbe(now) is not false,
        _ => false,
    };

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
            Rest(RestKind.Account, Math.Min(until, Now + Ticks.Of(RestRules.LongestRest, _clock)));
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
    public void Begin() => Provider.Begin();

    /// <summary>An attempt has ended, whichever way: what it held is free.</summary>
    public void End() => Provider.End();

    public void Succeeded()
    {
        var now = Now;
        Provider.Succeeded(_clock, now);
        Rests.Accept();
        Leave();
        NoteUse(now);
    }

    public void Failed(InferenceException failure)
    {
        var now = Now;
        var isOfProvider = RestRules.IsOfProvider(failure);
        if (isOfProvider)
        {
            Provider.Measure(_clock).AddAttempt(succeeded: false, now);
        }

        if (RestRules.KindOf(failure, Rests.Key is not null) is { } kind)
        {
            Rest(kind, now + Ticks.Of(RestRules.TimeOf(failure, kind), _clock));
        }
        else if (isOfProvider)
        {
            Provider.Failed(_clock);
        }

        Leave();
        NoteUse(now);
    }

    /// <summary>An attempt ended without saying anything about the provider (cancellation).</summary>
    public void Leave() => Provider.Failures?.EndProbe();

    public void ObserveFirstToken(TimeSpan time) => Provider.Measure(_clock).AddFirstToken(time);

    public void ObserveSpeed(double tokensPerSecond) => Provider.Measure(_clock).AddSpeed(tokensPerSecond);

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
        Provider.Learn(lacking, tooLong, _clock);
        NoteUse(Now);
    }

    /// <summary>Rests by the word of another process.</summary>
    public void RestFor(RestKind kind, long end)
    {
        if (Rests.Extend(kind, end))
        {
            NoteUse(Now);
        }
    }

    /// <summary>
    /// Whether it must not be forgotten: calls would ask a provider that has asked not to be, or that they know to
    /// fail.
    /// </summary>
    public bool Holds(long now) => StateAt(now) is not (RouteState.Healthy or RouteState.Suspect);

    /// <summary>Whether forgetting it would lose nothing.</summary>
    public bool IsIdle(long now) =>
        !Holds(now) && Volatile.Read(ref _limits)?.IsPast(now) is not false
        && (!ReferenceEquals(_shared, this) || Provider.IsPast(now));

    /// <summary>How it is doing, for those who watch the router.</summary>
    public RouteStatus Status(long now) => RouteStatusReader.Read(this, _clock, now);

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

    /// <summary>It rests, here and wherever there is news of it.</summary>
    private void Rest(RestKind kind, long end)
    {
        if (Rests.Extend(kind, end))
        {
            _board?.Sharing?.Tell(Key, Account, kind, end);
        }
    }

    private void NoteUse(long now)
    {
        Mark(now);
        if (!ReferenceEquals(_shared, this))
        {
            _shared.Mark(now);
        }

        Show();
    }

    /// <summary>Where there are several keys, each is shown; of many users, the route once.</summary>
    private void Show()
    {
        var shown = Rests.Key is null ? _shared : this;
        if (!shown._isListed)
        {
            Volatile.Write(ref shown._isListed, true);
        }
    }

    private void Mark(long now)
    {
        Volatile.Write(ref _usedAt, now);
        KeepAgain();
    }
}
