namespace InferenceProviders;

/// <summary>
/// Which providers a call that begins now would ask, in which order and at what price at most, and which it would not
/// ask, and why. Nothing was sent to a provider to find that out.
/// </summary>
public sealed record RoutingExplanation
{
    /// <summary>
    /// The models in the order in which they would be asked: one, or those of the chain. A model whose routes are all
    /// in a cooldown, broken, or known not to take the request comes after the others.
    /// </summary>
    public required IReadOnlyList<ModelExplanation> Models { get; init; }

    /// <summary>A line for each model, route and provider that is left out.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Models);
}
