using System.Collections.Concurrent;

namespace InferenceProviders.Routing;

/// <summary>The plans of calls whose provider the server-side router chooses, by task, model, id on the wire and token.</summary>
internal sealed class AutoPlans
{
    private const int MaxPlans = 1024;

    private readonly ConcurrentDictionary<(InferenceTask Task, string Model, string Id, string Token), AutoPlan> _plans = new();

    public AutoPlan? Find(InferenceTask task, string model, string id, string token) => _plans.GetValueOrDefault((task, model, id, token));

    public AutoPlan Add(string model, string id, string token, AutoPlan plan)
    {
        if (_plans.Count >= MaxPlans)
        {
            _plans.Clear();
        }

        return _plans.GetOrAdd((plan.Task, model, id, token), plan);
    }
}
