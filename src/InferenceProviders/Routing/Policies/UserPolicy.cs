using System.Buffers;

namespace InferenceProviders.Routing.Policies;

/// <summary>Asks a policy of the user's, and holds it to what it may do.</summary>
internal static class UserPolicy
{
    /// <exception cref="InvalidOperationException">It did more than to put the candidates into order.</exception>
    public static void Order(IRoutePolicy policy, Span<byte> order, in RequestNeeds needs, in Decision decision)
    {
        var given = SetOf(order);
        var rented = ArrayPool<RouteCandidate>.Shared.Rent(order.Length);
        try
        {
            var candidates = rented.AsSpan(0, order.Length);
            for (var i = 0; i < order.Length; i++)
            {
                candidates[i] = decision[order[i]];
            }

            policy.Order(candidates, needs);
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = decision.PlaceOf(candidates[i]) ?? throw Wrong(policy);
            }
        }
        finally
        {
            ArrayPool<RouteCandidate>.Shared.Return(rented);
        }

        if (SetOf(order) != given)
        {
            throw Wrong(policy);
        }
    }

    private static ulong SetOf(ReadOnlySpan<byte> order)
    {
        var set = 0UL;
        foreach (var place in order)
        {
            set |= 1UL << place;
        }

        return set;
    }

    private static InvalidOperationException Wrong(IRoutePolicy policy) => new(
        $"The routing policy '{policy.Name}' left out a candidate or put in another: it may only put those into order "
            + "that it was given.");
}
