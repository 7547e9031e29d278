namespace InferenceProviders.Routing.Policies;

/// <summary>
/// What is done to a policy's order, whatever the policy: preferred providers first, slow and failing ones last, a
/// conversation stays where it was.
/// </summary>
internal static class CandidateOrder
{
    /// <summary>The classes are further apart than there can be preferred providers.</summary>
    private const int Class = 1_000_000;

    /// <param name="candidates">The candidates, in the policy's order.</param>
    /// <param name="rules">The call's rules.</param>
    /// <param name="sticky">The provider that answered the conversation's last call, or null.</param>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="probes">
    /// Whether the call may be the one that probes a route that had failed; otherwise the order is only told.
    /// </param>
    public static void Finish(
        Span<RouteCandidate> candidates, RoutingRules rules, string? sticky, long now, bool probes = true)
    {
        Span<double> keys = stackalloc double[candidates.Length];
        var plain = true;
        for (var i = 0; i < candidates.Length; i++)
        {
            keys[i] = Key(candidates[i], rules, sticky, now);
            plain &= i == 0 || keys[i] >= keys[i - 1];
        }

        if (!plain)
        {
            StableOrder.By(keys, candidates);
        }

        // Only one call at a time probes a route that had failed; the others go on to the next one.
        if (probes && candidates.Length > 1 && candidates[0].Health.StateAt(now) == RouteState.Probing
            && !candidates[0].Health.TryEnter(now))
        {
            var probed = candidates[0];
            candidates[1..].CopyTo(candidates);
            candidates[^1] = probed;
        }
    }

    /// <summary>
    /// Whether it is known to be slower than the rules want. What is not known counts as quick enough: else nothing
    /// would ever be known.
    /// </summary>
    public static bool IsSlow(RouteCandidate candidate, RoutingRules rules) =>
        (rules.MinThroughput is { } least && candidate.TokensPerSecond < least)
        || (rules.MaxFirstToken is { } most && candidate.SecondsToFirstToken > most);

    /// <summary>
    /// Whether it is one of those that are used in their turn, rather than when there is nothing else.
    /// </summary>
    public static bool IsWell(RouteCandidate candidate, RoutingRules rules, long now) =>
        candidate.Health.StateAt(now) == RouteState.Healthy && !IsSlow(candidate, rules)
        && !(candidate.IsSecondAccount && rules.AuthMode is null);

    private static double Key(RouteCandidate candidate, RoutingRules rules, string? sticky, long now)
    {
        var preferred = rules.Preferred;
        var failing = candidate.Health.StateAt(now) switch
        {
            RouteState.Healthy or RouteState.Probing => IsSlow(candidate, rules) ? 2 : 0,
            RouteState.Suspect => IsSlow(candidate, rules) ? 2 : 1,
            RouteState.Resting => 3,
            _ => 4,
        };
        if (candidate.IsSecondAccount && rules.AuthMode is null)
        {
            failing += 5;
        }

        if (failing <= 1 && sticky is not null && candidate.Provider == sticky)
        {
            return -1;
        }

        for (var i = 0; i < preferred.Length; i++)
        {
            if (candidate.Provider == preferred[i])
            {
                return (failing * Class) + i;
            }
        }

        return (failing * Class) + preferred.Length;
    }
}
