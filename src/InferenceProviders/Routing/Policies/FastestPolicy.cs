namespace InferenceProviders.Routing.Policies;

/// <summary>By the time until the whole answer is there, as far as it is known.</summary>
internal sealed class FastestPolicy : IRoutePolicy
{
    /// <summary>How long an answer is assumed to be when the caller sets no limit: a few paragraphs.</summary>
    private const long UsualAnswer = 400;

    public string Name => RoutePolicies.Fastest;

    public void Order(Span<RouteCandidate> candidates, in RequestNeeds needs)
    {
        var tokens = Math.Min(needs.MaxOutputTokens ?? UsualAnswer, UsualAnswer);
        Span<double> seconds = stackalloc double[candidates.Length];
        for (var i = 0; i < candidates.Length; i++)
        {
            // One of the two figures alone still tells fast from slow; none at all goes to the end.
            var first = candidates[i].SecondsToFirstToken;
            var rate = candidates[i].TokensPerSecond;
            var answer = rate > 0 ? tokens / rate : double.NaN;
            seconds[i] = double.IsNaN(first) ? answer : double.IsNaN(answer) ? first : first + answer;
        }

        StableOrder.By(seconds, candidates);
    }
}
