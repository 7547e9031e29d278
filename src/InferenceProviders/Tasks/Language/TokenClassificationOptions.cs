using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of token classification.</summary>
public sealed class TokenClassificationOptions : InferenceTaskOptions
{
    /// <summary>
    /// How tokens are joined: <c>none</c>, <c>simple</c>, <c>first</c>, <c>average</c> or <c>max</c>
    /// (<c>aggregation_strategy</c>). Null for the model's own default.
    /// </summary>
    public string? AggregationStrategy { get; set; }

    /// <summary>Labels to leave out of the results (<c>ignore_labels</c>). Null for none.</summary>
    public IReadOnlyList<string>? IgnoreLabels { get; set; }

    /// <summary>
    /// By how many tokens the pieces of a long text overlap; greater than zero (<c>stride</c>). Null for the model's
    /// own default. A call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? Stride { get; set; }

    private protected override void AddTo(WireBody parameters)
    {
        parameters["aggregation_strategy"] = AggregationStrategy;
        parameters["ignore_labels"] = IgnoreLabels;
        parameters["stride"] = Positive(Stride, nameof(Stride));
    }
}
