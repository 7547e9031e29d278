namespace InferenceProviders.Routing.Policies;

/// <summary>
/// In which order candidates are asked: by the policy; then, whatever the policy, preferred providers first, slow and
/// failing ones last, and a conversation stays where it was.
/// </summary>
internal static class CandidateOrder
{
    /// <summary>The groups are further apart than there can be preferred providers.</summary>
    private const int Gap = 1_000_000;

    private const int SpareGroup = 5;

    /// <param name="order">The candidates, in the Hub's order.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="needs">What the request needs.</param>
    /// <param name="decision">The rules, and how the candidates are doing.</param>
    /// <param name="sticky">The provider that answered the conversation's last call, or null.</param>
    /// <param name="probes">
    /// Whether the call may be one that finds out about a route: that probes one which had failed, or looks at one
    /// which was not used for long. Otherwise the order is only told.
    /// </param>
    public static void Apply(
        Span<byte> order, IRoutePolicy policy, in RequestNeeds needs, in Decision decision, string? sticky,
        bool probes)
    {
        if (policy is IBuiltInPolicy own)
        {
            own.Order(order, needs, decision);
            if (probes && own.GoesByFigures)
            {
                Exploration.Apply(order, decision);
            }
        }
        else
        {
            UserPolicy.Order(policy, order, needs, decision);
        }

        Group(order, decision, sticky);

        // Only one call at a time probes a route that had failed; the others go on to the next one.
        if (probes && order.Length > 1 && decision[order[0]].Health is var first
            && first.StateAt(decision.Now) == RouteState.Probing && !first.TryEnter(decision.Now))
        {
            var probed = order[0];
            order[1..].CopyTo(order);
            order[^1] = probed;
        }
    }

    private static void Group(Span<byte> order, in Decision decision, string? sticky)
    {
        Span<double> keys = stackalloc double[order.Length];
        var plain = true;
        for (var i = 0; i < order.Length; i++)
        {
            keys[i] = Key(order[i], decision, sticky);
            plain &= i == 0 || keys[i] >= keys[i - 1];
        }

        if (!plain)
        {
            StableOrder.By(keys, order);
        }
    }

    private static double Key(byte place, in Decision decision, string? sticky)
    {
        var group = decision.StandingOf(place) switch
        {
            Standing.Well or Standing.Probing => 0,
            Standing.Suspect => 1,
            Standing.Slow => 2,
            Standing.Resting => 3,
            _ => 4,
        };
        group += decision.IsSpare(place) ? SpareGroup : 0;
        return group <= 1 && sticky is not null && decision[place].Provider == sticky ? -1
            : (group * Gap) + decision.RankOf(place);
    }
}
