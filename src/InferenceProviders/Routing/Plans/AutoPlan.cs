using InferenceProviders.Primitives;
using InferenceProviders.Routing.Calls;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// The server-side router's route; when it fails, the providers' own routes, which are looked up only then.
/// </summary>
internal sealed class AutoPlan(
    ModelReference model, ChatProtocol? protocol, string token, AutoRoutes auto,
    params IReadOnlyList<Route> routes)
    : RoutePlan(model.Text, InferenceTask.Conversational, routes), IRecentEntry
{
    public ChatProtocol? Protocol => protocol;

    bool IRecentEntry.WasAskedFor { get; set; }

    /// <summary>Whether there is a choice; a suffix that names a provider leaves none.</summary>
    public bool FallsBack => !model.NamesProvider;

    public override ValueTask<IReadOnlyList<Route>> FallBackAsync(Call call, InferenceException failure) =>
        FallsBack ? auto.FallBackAsync(model, protocol, token, call, failure)
            : new([]);
}
