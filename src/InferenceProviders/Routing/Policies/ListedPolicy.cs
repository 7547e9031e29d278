namespace InferenceProviders.Routing.Policies;

/// <summary>The order in which the candidates come.</summary>
internal sealed class ListedPolicy : IRoutePolicy
{
    public string Name => RoutePolicies.Listed;

    public void Order(Span<RouteCandidate> candidates, in RequestNeeds needs)
    {
    }
}
