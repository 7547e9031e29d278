namespace InferenceProviders.Routing.Policies;

/// <summary>
/// The share of calls that a policy which goes by figures gives to others than the first, so that their figures do not
/// grow old.
/// </summary>
internal static class Exploration
{
    /// <summary>Now and then puts the candidate to the front that was used the longest time ago.</summary>
    public static void Apply(Span<byte> order, in Decision decision)
    {
        var rules = decision.Rules;
        if (rules.ExplorationShare <= 0 || order.Length < 2 || rules.Chance() >= rules.ExplorationShare)
        {
            return;
        }

        var oldest = 0;
        for (var i = 1; i < order.Length; i++)
        {
            if (decision.IsWell(order[i])
                && (oldest == 0
                    || decision[order[i]].Health.LastUsed < decision[order[oldest]].Health.LastUsed))
            {
                oldest = i;
            }
        }

        var explored = order[oldest];
        order[..oldest].CopyTo(order[1..]);
        order[0] = explored;
    }
}
