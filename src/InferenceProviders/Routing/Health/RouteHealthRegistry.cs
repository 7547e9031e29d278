using System.Collections.Concurrent;

namespace InferenceProviders.Routing.Health;

/// <summary>The health of every route that was used, for the life of the router.</summary>
internal sealed class RouteHealthRegistry(TimeProvider clock)
{
    /// <summary>Callers choose the models, so that there is no natural end; past this, everything is forgotten and learned anew.</summary>
    private const int MaxRoutes = 8192;

    private readonly ConcurrentDictionary<RouteKey, RouteHealth> _routes = new();
    private readonly ConcurrentDictionary<(RouteKey Route, string Token), RouteHealth> _ofUsers = new();

    public IEnumerable<RouteHealth> All => _routes.Values;

    public RouteHealth For(RouteKey key)
    {
        if (_routes.TryGetValue(key, out var health))
        {
            return health;
        }

        if (_routes.Count >= MaxRoutes)
        {
            _routes.Clear();
        }

        return _routes.GetOrAdd(key, static (key, clock) => new RouteHealth(key, clock), clock);
    }

    /// <summary>The health of a route for a user, by the user's token. One provider's refusal of one user says nothing of the others.</summary>
    public RouteHealth For(RouteKey key, string token)
    {
        if (_ofUsers.TryGetValue((key, token), out var health))
        {
            return health;
        }

        if (_ofUsers.Count >= MaxRoutes)
        {
            _ofUsers.Clear();
        }

        return _ofUsers.GetOrAdd((key, token), static (route, board) => new RouteHealth(board.For(route.Route)), this);
    }
}
