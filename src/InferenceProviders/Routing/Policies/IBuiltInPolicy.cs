namespace InferenceProviders.Routing.Policies;

/// <summary>
/// A policy that comes with the library: it goes by the whole decision, and moves bytes rather than objects.
/// </summary>
internal interface IBuiltInPolicy : IRoutePolicy
{
    /// <summary>
    /// Whether it goes by figures that only calls bring, and always asks the same first:
    /// <see cref="RoutingOptions.ExplorationShare"/> is for such.
    /// </summary>
    bool GoesByFigures { get; }

    /// <summary>Puts candidates into order; they come in the Hub's order, live ones first.</summary>
    /// <param name="order">Their places in the table.</param>
    /// <param name="needs">What the request needs.</param>
    /// <param name="decision">The candidates, the rules, and how the candidates are doing.</param>
    void Order(Span<byte> order, in RequestNeeds needs, in Decision decision);

    /// <inheritdoc/>
    void IRoutePolicy.Order(Span<RouteCandidate> candidates, in RequestNeeds needs) =>
        throw new NotSupportedException($"The policy '{Name}' orders places in a table.");
}
