using InferenceProviders.Routing.Calls;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// The routes of one call, in the order in which they are tried. Immutable, and shared by calls that come to the same
/// order.
/// </summary>
internal class RoutePlan(string model, InferenceTask task, params IReadOnlyList<Route> routes)
{
    /// <summary>The model as the caller named it.</summary>
    public string Model { get; } = model;

    public InferenceTask Task { get; } = task;

    public IReadOnlyList<Route> Routes { get; } = routes;

    /// <summary>
    /// The Hugging Face token that it was planned with: whose call it is. Null when there was none, and where it does
    /// not matter.
    /// </summary>
    public string? HubToken { get; init; }

    /// <summary>More routes, planned when <see cref="Routes"/> have failed. None by default.</summary>
    /// <param name="call">The call, with what it needs.</param>
    /// <param name="failure">Why more are needed.</param>
    public virtual ValueTask<IReadOnlyList<Route>> FallBackAsync(Call call, InferenceException failure) => new([]);
}
