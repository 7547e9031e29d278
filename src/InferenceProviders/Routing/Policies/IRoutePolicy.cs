namespace InferenceProviders;

/// <summary>
/// Orders the providers that could answer a request, best first. It is asked for every call: it must be thread-safe,
/// quick, and must not block. Which candidates there are is decided before it (allowed, able), and which of them are
/// failing after it (they go to the end).
/// </summary>
public interface IRoutePolicy
{
    /// <summary>The name by which <see cref="RoutingOptions.Policy"/> chooses it.</summary>
    string Name { get; }

    /// <summary>Puts the candidates into order. They come in the Hub's order, live ones first.</summary>
    void Order(Span<RouteCandidate> candidates, in RequestNeeds needs);
}
