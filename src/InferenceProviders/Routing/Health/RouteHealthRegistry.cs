using System.Collections.Concurrent;
using InferenceProviders.Sharing;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// The health of routes. One that was never used lives as long as the routes that have it; one that was used is kept,
/// so that nothing is forgotten while plans are made anew. Callers choose the models, so that there is no natural end:
/// past <see cref="MaxKept"/>, those that nothing is known of are let go, and then those that were not used for the
/// longest time. Rests and breaks are never forgotten.
/// </summary>
internal sealed class RouteHealthRegistry(TimeProvider clock)
{
    public const int MaxKept = 8192;

    private readonly ConcurrentDictionary<Key, WeakReference<RouteHealth>> _all = new();
    private readonly ConcurrentDictionary<RouteHealth, bool> _kept = new();
    private readonly Lazy<ConcurrentDictionary<(string, string, string Name, double Weight), KeyHealth>> _keys = new();
    private readonly ConcurrentDictionary<string, KeyRotation> _rotations = new(StringComparer.Ordinal);
    private readonly Lazy<UnknownAccounts> _unknown = new(() => new UnknownAccounts(clock));
    private readonly Lock _sweeping = new();
    private int _sinceSweep;
    private int _madeSinceSweep;
    private int _sweepAt = MaxKept;
    private int _purgeAt = MaxKept;

    /// <summary>Tells other processes; null where nothing is shared.</summary>
    public HealthSharing? Sharing { get; set; }

    /// <summary>Every route that was used, once for all users, and once for each key of several.</summary>
    public IEnumerable<RouteHealth> All => _kept.Select(pair => pair.Key).Where(health => health.IsListed);

    public RouteHealth For(RouteKey key) => Find(new(key, Token: null));

    /// <summary>
    /// The health of a route for a user, by the user's token. One provider's refusal of one user says nothing of the
    /// others.
    /// </summary>
    public RouteHealth For(RouteKey key, string token) => Find(new(key, token));

    /// <summary>The health of a route with one of the user's keys for its provider.</summary>
    public RouteHealth For(RouteKey key, ProviderKey own) =>
        Find(new(key, own.Secret, Of(key.Provider, own)));

    /// <summary>
    /// What is known of a key, whatever the route. A key that is changed in the options is another one; one that was
    /// there before is the same.
    /// </summary>
    public KeyHealth Of(string provider, ProviderKey own) =>
        _keys.Value.GetOrAdd(
            (provider, own.Secret, own.Name!, own.Weight), static key => new KeyHealth(key.Name, key.Weight));

    /// <summary>Whose turn it is among the keys of a provider.</summary>
    public KeyRotation RotationOf(string provider) => _rotations.GetOrAdd(provider, static _ => new KeyRotation());

    /// <summary>Something has become known of it.</summary>
    public void Keep(RouteHealth health)
    {
        if (_kept.TryAdd(health, true) && Interlocked.Increment(ref _sinceSweep) >= _sweepAt)
        {
            Sweep();
        }
    }

    private RouteHealth Find(Key key)
    {
        while (true)
        {
            if (_all.TryGetValue(key, out var reference))
            {
                if (reference.TryGetTarget(out var known))
                {
                    return known;
                }

                // Nobody has it any more; who comes first makes a new one.
                _all.TryRemove(new(key, reference));
            }

            var made = key.Token is null ? new RouteHealth(key.Route, clock, this)
                : new RouteHealth(For(key.Route), key.Own)
                {
                    Account = Sharing is null ? null : SharedState.DigestOf(key.Token),
                };
            if (_all.TryAdd(key, new(made)))
            {
                if (_unknown.IsValueCreated)
                {
                    _unknown.Value.Tell(made);
                }

                if (Interlocked.Increment(ref _madeSinceSweep) >= _purgeAt)
                {
                    Purge();
                }

                return made;
            }
        }
    }

    /// <summary>A route rests by the word of another process.</summary>
    public void Rest(RouteKey route, string? account, RestKind kind, long end)
    {
        if (account is null)
        {
            For(route).RestFor(kind, end);
            return;
        }

        var isKnown = false;
        foreach (var health in On(account))
        {
            if (kind == RestKind.Key ? health.Key.Provider == route.Provider : health.Key == route)
            {
                health.RestFor(kind, end);
                isKnown = true;
            }
        }

        if (!isKnown)
        {
            _unknown.Value.Add(route, account, kind, end);
        }
    }

    /// <summary>Another process was told what is left of a provider's limits.</summary>
    public void Hear(RouteKey route, string? account, RateLimitView view)
    {
        if (account is null)
        {
            For(route).Hear(view);
        }
        else if (On(account).FirstOrDefault(health => health.Key == route) is { } known)
        {
            known.Hear(view);
        }
        else
        {
            _unknown.Value.Add(route, account, view);
        }
    }

    private IEnumerable<RouteHealth> On(string account)
    {
        foreach (var (key, reference) in _all)
        {
            if (key.Token is not null && reference.TryGetTarget(out var health) && health.Account == account)
            {
                yield return health;
            }
        }
    }

    private void Sweep()
    {
        if (!_sweeping.TryEnter())
        {
            return;
        }

        try
        {
            var now = clock.GetTimestamp();
            var loose = new List<RouteHealth>();
            foreach (var (health, _) in _kept)
            {
                if (health.IsIdle(now))
                {
                    Release(health);
                }
                else if (!health.Holds(now))
                {
                    loose.Add(health);
                }
            }

            var count = _kept.Count;
            foreach (var health in loose.OrderBy(health => health.UsedAt).Take(Math.Max(0, count - (MaxKept * 3 / 4))))
            {
                Release(health);
                count--;
            }

            // What must stay may be more than what should: then the next look is when it has grown by a quarter.
            Volatile.Write(ref _sinceSweep, 0);
            _sweepAt = Math.Max(MaxKept - count, Math.Max(MaxKept, count) / 4);
        }
        finally
        {
            _sweeping.Exit();
        }
    }

    private void Release(RouteHealth health)
    {
        if (_kept.TryRemove(health, out _))
        {
            health.Release();

            // It may have been told to rest in this very moment.
            if (health.Holds(clock.GetTimestamp()))
            {
                health.KeepAgain();
            }
        }
    }

    /// <summary>Takes out the names of those that nobody has any more.</summary>
    private void Purge()
    {
        if (!_sweeping.TryEnter())
        {
            return;
        }

        try
        {
            foreach (var pair in _all)
            {
                if (!pair.Value.TryGetTarget(out _))
                {
                    _all.TryRemove(pair);
                }
            }

            Volatile.Write(ref _madeSinceSweep, 0);
            _purgeAt = Math.Max(MaxKept, _all.Count / 2);
        }
        finally
        {
            _sweeping.Exit();
        }
    }

    private readonly record struct Key(RouteKey Route, string? Token, KeyHealth? Own = null);
}
