using InferenceProviders.Primitives;
using InferenceProviders.Routing.Calls;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// The server-side router's route; when it fails, the providers' own routes, which are looked up only then.
/// </summary>
internal sealed class AutoPlan(
    ModelReference model, string id, ChatProtocol? protocol, string token, AutoRoutes auto,
    params IReadOnlyList<Route> routes)
    : RoutePlan(model.Text, InferenceTask.Conversational, routes), IRecentEntry
{
    public ChatProtocol? Protocol => protocol;

    /// <summary>The model on the wire.</summary>
    public string Id => id;

    public string Token => token;

    /// <inheritdoc/>
    public bool WasAskedFor { get; set; }

    /// <summary>Whether there is a choice; a suffix that names a provider leaves none.</summary>
    public bool FallsBack => !model.NamesProvider;

    /// <summary>Whether it was made for the very same strings; not whether for equal ones.</summary>
    public bool IsOf(ChatProtocol? asked, string text, string wire, string secret) =>
        protocol == asked && ReferenceEquals(model.Text, text) && ReferenceEquals(id, wire)
            && ReferenceEquals(token, secret);

    public override ValueTask<IReadOnlyList<Route>> FallBackAsync(Call call, InferenceException failure) =>
        FallsBack ? auto.FallBackAsync(model, protocol, token, call, failure)
            : new([]);
}
