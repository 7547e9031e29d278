namespace InferenceProviders.Routing.Policies;

/// <summary>
/// The power of two choices (Mitzenmacher, 2001): of two that are drawn by their weights, the one with fewer calls in
/// flight for its weight. The others follow in their own order, from the winner on, so that what a failing provider
/// leaves is spread, too.
/// </summary>
internal sealed class BalancedPolicy : IBuiltInPolicy
{
    public string Name => RoutePolicies.Balanced;

    public bool GoesByFigures => false;

    public void Order(Span<byte> order, in RequestNeeds needs, in Decision decision)
    {
        Span<double> weights = stackalloc double[order.Length];
        var total = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            weights[i] = decision.IsWell(order[i]) ? decision.WeightOf(order[i]) : 0;
            total += weights[i];
        }

        if (total <= 0)
        {
            return;
        }

        var winner = Draw(weights, decision.Rules.Chance() * total);
        if (total - weights[winner] > 0)
        {
            var (weight, first) = (weights[winner], winner);
            weights[first] = 0;
            var second = Draw(weights, decision.Rules.Chance() * (total - weight));
            if (Load(decision[order[second]], weights[second]) < Load(decision[order[first]], weight))
            {
                winner = second;
            }
        }

        // Turned, in place.
        order[..winner].Reverse();
        order[winner..].Reverse();
        order.Reverse();
    }

    private static double Load(RouteCandidate candidate, double weight) => candidate.CallsInFlight / weight;

    /// <summary>The place at which the sum of the weights passes a number.</summary>
    private static int Draw(ReadOnlySpan<double> weights, double at)
    {
        var last = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                last = i;
                at -= weights[i];
                if (at < 0)
                {
                    break;
                }
            }
        }

        return last;
    }
}
