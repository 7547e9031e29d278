using InferenceProviders.Primitives;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// The plans of calls whose provider the server-side router chooses, by protocol, model, id on the wire and token.
/// </summary>
internal sealed class AutoPlans
{
    private const int MaxPlans = 16_384;

    private readonly RecentCache<(ChatProtocol? Protocol, string Model, string Id, string Token), AutoPlan> _plans =
        new(MaxPlans);

    public AutoPlan? Find(ChatProtocol? protocol, string model, string id, string token) =>
        _plans.TryGet((protocol, model, id, token), out var plan) ? plan : null;

    public AutoPlan Add(string model, string id, string token, AutoPlan plan) =>
        _plans.TryAdd((plan.Protocol, model, id, token), plan) ? plan : Find(plan.Protocol, model, id, token) ?? plan;
}
