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

    private AutoPlan? _last;

    public AutoPlan? Find(ChatProtocol? protocol, string model, string id, string token)
    {
        // Mostly a program asks for the same as before, by the very same strings: they need not be read again.
        if (_last is { WasAskedFor: true } last && last.IsOf(protocol, model, id, token))
        {
            return last;
        }

        return _plans.TryGet((protocol, model, id, token), out var plan) ? _last = plan : null;
    }

    public AutoPlan Add(AutoPlan plan)
    {
        var (protocol, model, id, token) = (plan.Protocol, plan.Model, plan.Id, plan.Token);
        return _plans.TryAdd((protocol, model, id, token), plan) ? plan : Find(protocol, model, id, token) ?? plan;
    }
}
