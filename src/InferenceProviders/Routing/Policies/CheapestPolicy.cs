namespace InferenceProviders.Routing.Policies;

/// <summary>By the price of this request's tokens.</summary>
internal sealed class CheapestPolicy : IBuiltInPolicy
{
    /// <summary>How long an answer is assumed to be when the caller sets no limit.</summary>
    private const long UsualAnswer = 400;

    public string Name => RoutePolicies.Cheapest;

    public bool GoesByFigures => true;

    public void Order(Span<byte> order, in RequestNeeds needs, in Decision decision)
    {
        var (input, output) = (needs.InputTokens, Math.Min(needs.MaxOutputTokens ?? UsualAnswer, UsualAnswer));
        Span<double> prices = stackalloc double[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            prices[i] = decision[order[i]].Price is { } price ? price.Nanos(input, output) : double.NaN;
        }

        StableOrder.By(prices, order);
    }
}
