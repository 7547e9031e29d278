namespace InferenceProviders.Routing.Policies;

/// <summary>By the time until the whole answer is there, as far as it is known.</summary>
internal sealed class FastestPolicy : IBuiltInPolicy
{
    /// <summary>How long an answer is assumed to be when the caller sets no limit: a few paragraphs.</summary>
    private const long UsualAnswer = 400;

    public string Name => RoutePolicies.Fastest;

    public bool GoesByFigures => true;

    public void Order(Span<byte> order, in RequestNeeds needs, in Decision decision)
    {
        var tokens = Math.Min(needs.MaxOutputTokens ?? UsualAnswer, UsualAnswer);
        Span<double> seconds = stackalloc double[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            // One of the two figures alone still tells fast from slow; none at all goes to the end.
            var candidate = decision[order[i]];
            var first = candidate.SecondsToFirstTokenAt(decision.Now);
            var rate = candidate.TokensPerSecondAt(decision.Now);
            var answer = rate > 0 ? tokens / rate : double.NaN;
            seconds[i] = double.IsNaN(first) ? answer : double.IsNaN(answer) ? first : first + answer;
        }

        StableOrder.By(seconds, order);
    }
}
