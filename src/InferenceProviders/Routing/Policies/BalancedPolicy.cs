namespace InferenceProviders.Routing.Policies;

/// <summary>
/// The power of two choices (Mitzenmacher, 2001): of two that are drawn by their weights, the one with fewer calls in
/// flight for its weight. The others follow in their own order, from the winner on, so that what a failing provider
/// leaves is spread, too.
/// </summary>
internal sealed class BalancedPolicy : IBalancingPolicy
{
    public string Name => RoutePolicies.Balanced;

    public void Order(Span<RouteCandidate> candidates, in RequestNeeds needs)
    {
        // Without rules there is nothing to balance by.
    }

    public void Order(Span<RouteCandidate> candidates, RoutingRules rules, long now)
    {
        Span<double> weights = stackalloc double[candidates.Length];
        var total = 0.0;
        for (var i = 0; i < candidates.Length; i++)
        {
            weights[i] = CandidateOrder.IsWell(candidates[i], rules, now) ? rules.WeightOf(candidates[i].Provider) : 0;
            total += weights[i];
        }

        if (total <= 0)
        {
            return;
        }

        var winner = Draw(weights, rules.Chance() * total);
        if (total - weights[winner] > 0)
        {
            var (weight, first) = (weights[winner], winner);
            weights[first] = 0;
            var second = Draw(weights, rules.Chance() * (total - weight));
            if (Load(candidates[second], weights[second]) < Load(candidates[first], weight))
            {
                winner = second;
            }
        }

        // Turned, in place.
        candidates[..winner].Reverse();
        candidates[winner..].Reverse();
        candidates.Reverse();
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
