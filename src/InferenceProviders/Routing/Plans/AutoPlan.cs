using InferenceProviders.Primitives;
using InferenceProviders.Routing.Calls;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// The server-side router's route; when it fails, the providers' own routes, which are looked up only then.
/// </summary>
internal sealed class AutoPlan(
    ModelReference model, ChatProtocol? protocol, string token, RoutePlanner planner,
    params IReadOnlyList<Route> routes)
    : RoutePlan(model.Text, InferenceTask.Conversational, routes), IRecentEntry
{
    public ChatProtocol? Protocol => protocol;

    bool IRecentEntry.WasAskedFor { get; set; }

    public override ValueTask<IReadOnlyList<Route>> FallBackAsync(Call call, InferenceException failure) =>

        // A suffix that names a provider leaves no choice.
        model.Suffix is null || model.HasPolicySuffix ? planner.FallBackAsync(model, protocol, token, call, failure)
            : new([]);
}
