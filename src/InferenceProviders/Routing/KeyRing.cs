using InferenceProviders.Routing.Health;

namespace InferenceProviders.Routing;

/// <summary>
/// The routes of a provider with each of the user's keys for it, and which of them a call takes. The keys are used in
/// proportion to their weights, evenly mixed; those that rest are passed over. The calls of a conversation keep one,
/// because a prompt is in the cache of an account.
/// </summary>
internal sealed class KeyRing(KeyHealth[] keys, KeyRotation rotation)
{
    private Route[] _routes = [];

    /// <summary>One for each key.</summary>
    public IReadOnlyList<Route> Routes => _routes;

    /// <summary>Gives the ring its routes, in the order of the keys.</summary>
    public void Fill(Route[] routes) => _routes = routes;

    /// <summary>
    /// The route with the key that a call takes; when all keys rest, or have no room, the one that has it first.
    /// </summary>
    /// <param name="conversation">The conversation that the call belongs to; null for none.</param>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="tokens">What the call may take of the users' own limits.</param>
    public Route Pick(string? conversation, long now, long tokens = 0)
    {
        Span<bool> free = stackalloc bool[keys.Length];
        var (any, first, soonest) = (false, 0, long.MaxValue);
        for (var i = 0; i < keys.Length; i++)
        {
            var from = FreeFrom(i, now, tokens);
            any |= free[i] = from <= now;
            (first, soonest) = from < soonest ? (i, from) : (first, soonest);
        }

        return _routes[!any ? first : conversation is null ? rotation.Next(keys, free)
            : KeyRotation.Of(conversation, keys, free)];
    }

    /// <summary>The timestamp from which on there is a key that may be used and has room.</summary>
    public long FreeFrom(long now, long tokens)
    {
        var first = long.MaxValue;
        for (var i = 0; i < keys.Length; i++)
        {
            first = Math.Min(first, FreeFrom(i, now, tokens));
        }

        return first;
    }

    private long FreeFrom(int index, long now, long tokens)
    {
        var route = _routes[index];
        var from = Math.Max(keys[index].RefusedUntil, route.Health?.FreeFrom ?? 0);
        return route.Gate is { } gate && from <= now ? Math.Max(from, gate.FreeFrom(now, tokens)) : from;
    }
}
