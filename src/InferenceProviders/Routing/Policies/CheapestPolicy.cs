namespace InferenceProviders.Routing.Policies;

/// <summary>By the price of this request's tokens.</summary>
internal sealed class CheapestPolicy : IRoutePolicy
{
    /// <summary>How long an answer is assumed to be when the caller sets no limit.</summary>
    private const long UsualAnswer = 400;

    public string Name => RoutePolicies.Cheapest;

    public void Order(Span<RouteCandidate> candidates, in RequestNeeds needs)
    {
        var output = Math.Min(needs.MaxOutputTokens ?? UsualAnswer, UsualAnswer);
        Span<double> prices = stackalloc double[candidates.Length];
        for (var i = 0; i < candidates.Length; i++)
        {
            prices[i] = candidates[i].Price is { } price ? price.Nanos(needs.InputTokens, output) : double.NaN;
        }

        StableOrder.By(prices, candidates);
    }
}
