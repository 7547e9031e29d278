namespace InferenceProviders.Routing.Policies;

/// <summary>
/// A policy that goes by more than the request: by the rules of the call, and by what goes on at the moment.
/// </summary>
internal interface IBalancingPolicy : IRoutePolicy
{
    /// <summary>Puts the candidates into order; they come in the Hub's order, live ones first.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="rules">The call's rules.</param>
    /// <param name="now">The clock's timestamp.</param>
    void Order(Span<RouteCandidate> candidates, RoutingRules rules, long now);
}
