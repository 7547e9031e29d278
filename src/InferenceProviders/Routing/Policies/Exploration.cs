namespace InferenceProviders.Routing.Policies;

/// <summary>
/// The share of calls that a policy which goes by figures gives to others than the first, so that their figures do not
/// grow old.
/// </summary>
internal static class Exploration
{
    /// <summary>Now and then puts the candidate to the front that was used the longest time ago.</summary>
    public static void Apply(Span<RouteCandidate> candidates, RoutingRules rules, long now)
    {
        if (rules.ExplorationShare <= 0 || candidates.Length < 2 || rules.Chance() >= rules.ExplorationShare)
        {
            return;
        }

        var oldest = 0;
        for (var i = 1; i < candidates.Length; i++)
        {
            if (CandidateOrder.IsWell(candidates[i], rules, now)
                && (oldest == 0 || candidates[i].Health.LastUsed < candidates[oldest].Health.LastUsed))
            {
                oldest = i;
            }
        }

        var explored = candidates[oldest];
        candidates[..oldest].CopyTo(candidates[1..]);
        candidates[0] = explored;
    }
}
