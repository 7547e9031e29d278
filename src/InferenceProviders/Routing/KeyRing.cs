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
    /// The route with the key that a call takes; when all keys rest, the one whose rest is over first.
    /// </summary>
    /// <param name="conversation">The conversation that the call belongs to; null for none.</param>
    /// <param name="now">The clock's timestamp.</param>
    public Route Pick(string? conversation, long now)
    {
        Span<bool> free = stackalloc bool[keys.Length];
        var any = false;
        for (var i = 0; i < keys.Length; i++)
        {
            any |= free[i] = FreeFrom(i) <= now;
        }

        return _routes[!any ? First() : conversation is null ? rotation.Next(keys, free)
            : KeyRotation.Of(conversation, keys, free)];
    }

    private int First()
    {
        var first = 0;
        for (var i = 1; i < keys.Length; i++)
        {
            first = FreeFrom(i) < FreeFrom(first) ? i : first;
        }

        return first;
    }

    private long FreeFrom(int index) => Math.Max(keys[index].RefusedUntil, _routes[index].Health?.FreeFrom ?? 0);
}
