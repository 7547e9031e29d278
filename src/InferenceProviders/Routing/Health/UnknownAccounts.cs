using System.Collections.Concurrent;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// What other processes have told of accounts that are not known here yet: a key may be asked with later.
/// </summary>
internal sealed class UnknownAccounts(TimeProvider clock)
{
    private const int MaxKept = 8192;

    private readonly ConcurrentDictionary<(RouteKey Route, string Account, RestKind Kind), long> _rests = new();
    private readonly ConcurrentDictionary<(RouteKey Route, string Account), RateLimitView> _limits = new();

    public void Add(RouteKey route, string account, RestKind kind, long end)
    {
        if (_rests.Count < MaxKept)
        {
            _rests[(kind == RestKind.Key ? route with { Model = "" } : route, account, kind)] = end;
        }
    }

    public void Add(RouteKey route, string account, RateLimitView view)
    {
        if (_limits.Count < MaxKept)
        {
            _limits[(route, account)] = view;
        }
    }

    /// <summary>Tells a route with an account what is known of it.</summary>
    public void Tell(RouteHealth made)
    {
        if (made.Account is not { } account)
        {
            return;
        }

        var now = clock.GetTimestamp();
        if (!_limits.IsEmpty && _limits.TryRemove((made.Key, account), out var view))
        {
            made.Hear(view);
        }

        foreach (var (about, end) in _rests)
        {
            if (end <= now)
            {
                _rests.TryRemove(about, out _);
            }
            else if (about.Account == account
                && (about.Kind == RestKind.Key
                    ? about.Route.Provider == made.Key.Provider : about.Route == made.Key))
            {
                made.RestFor(about.Kind, end);
            }
        }

        if (_limits.Count >= MaxKept)
        {
            foreach (var (about, old) in _limits)
            {
                if (old.IsPast(now))
                {
                    _limits.TryRemove(about, out _);
                }
            }
        }
    }
}
