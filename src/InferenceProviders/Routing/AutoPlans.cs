using System.Collections.Concurrent;

namespace InferenceProviders.Routing;

/// <summary>The plans of calls whose provider the server-side router chooses, by protocol, model, id on the wire and token.</summary>
internal sealed class AutoPlans
{
    private const int MaxPlans = 1024;

    private readonly ConcurrentDictionary<(ChatProtocol? Protocol, string Model, string Id, string Token), AutoPlan> _plans = new();

    public AutoPlan? Find(ChatProtocol? protocol, string model, string id, string token) => _plans.GetValueOrDefault((protocol, model, id, token));

    public AutoPlan Add(string model, string id, string token, AutoPlan plan)
    {
        if (_plans.Count >= MaxPlans)
        {
            _plans.Clear();
        }

        return _plans.GetOrAdd((plan.Protocol, model, id, token), plan);
    }
}
