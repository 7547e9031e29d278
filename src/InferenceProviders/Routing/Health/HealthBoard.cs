using System.Collections.Concurrent;

namespace InferenceProviders.Routing.Health;

/// <summary>The health of every route that was used, for the life of the router.</summary>
internal sealed class HealthBoard(TimeProvider clock)
{
    /// <summary>Callers choose the models, so that there is no natural end; past this, everything is forgotten and learned anew.</summary>
    private const int MaxRoutes = 8192;

    private readonly ConcurrentDictionary<RouteKey, RouteHealth> _routes = new();

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
}
