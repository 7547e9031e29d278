namespace InferenceProviders;

/// <summary>
/// Who would be asked by a call that begins now, in which order, at what price at most, and who would not be and why.
/// Nothing was sent to a provider to find it out.
/// </summary>
public sealed record RoutingExplanation
{
    /// <summary>
    /// The models in the order in which they would be asked: one, or those of the chain. A model whose routes all rest,
    /// are broken, or are known not to take the request comes after the others.
    /// </summary>
    public required IReadOnlyList<ModelExplanation> Models { get; init; }

    /// <summary>A line for each model, route and provider that is left out.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Models);
}
