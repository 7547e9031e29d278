namespace InferenceProviders.Routing;

/// <summary>The routes of one call, in the order in which they are tried.</summary>
internal sealed class RoutePlan(string model, InferenceTask task, params IReadOnlyList<Route> routes)
{
    /// <summary>The model as the caller named it.</summary>
    public string Model { get; } = model;

    public InferenceTask Task { get; } = task;

    public IReadOnlyList<Route> Routes { get; } = routes;
}
