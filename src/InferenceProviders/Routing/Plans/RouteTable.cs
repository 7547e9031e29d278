using System.Buffers;
using InferenceProviders.Catalog;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// Who could answer for a model and a task: the routes are made once and shared by all calls, until the Hub's mapping
/// or the catalog changes. A decision that comes to the same order as an earlier one gives the same plan, so that in
/// the steady state nothing is allocated.
/// </summary>
internal sealed class RouteTable(
    ModelReference model, InferenceTask task, string? token, ModelMapping mapping, ModelCatalog? catalog,
    RouteCandidate[] candidates) : IRecentEntry
{
    /// <summary>More providers than this are not considered; the Hub knows about twenty.</summary>
    public const int MaxCandidates = 64;

    private readonly RoutePlan?[] _plans = new RoutePlan?[candidates.Length];
    private AllowedCandidates? _allowed;

    public bool IsEmpty => candidates.Length == 0;

    public ModelMapping Mapping => mapping;

    bool IRecentEntry.WasAskedFor { get; set; }

    public bool IsMadeOf(ModelMapping currentMapping, ModelCatalog? currentCatalog) =>
        ReferenceEquals(mapping, currentMapping) && ReferenceEquals(catalog, currentCatalog);

    /// <summary>
    /// Decides: who may and can, in the policy's order, the failing ones last. Null when nobody is left.
    /// </summary>
    /// <param name="rules">The call's rules.</param>
    /// <param name="needs">What it needs.</param>
    /// <param name="sticky">The provider that answered the conversation's last call, or null.</param>
    /// <param name="except">Providers that have just failed on another route, or null.</param>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="probes">Whether the call may probe a route; see <see cref="CandidateOrder.Finish"/>.</param>
    public RoutePlan? Decide(
        RoutingRules rules, in RequestNeeds needs, string? sticky, IReadOnlyCollection<string>? except, long now,
        bool probes = true)
    {
        var buffer = ArrayPool<RouteCandidate>.Shared.Rent(candidates.Length);
        try
        {
            var count = 0;
            var allowed = Allowed(rules);
            for (var i = 0; i < candidates.Length; i++)
            {
                var candidate = candidates[i];
                if ((allowed >> i & 1) != 0
                    && CandidateFilter.CheckRequest(candidate, rules, needs, now) == Exclusion.None
                    && except?.Contains(candidate.Provider) is not true)
                {
                    buffer[count++] = candidate;
                }
            }

            if (count == 0)
            {
                return null;
            }

            var chosen = buffer.AsSpan(0, count);
            Order(chosen, rules, needs, now, probes);
            CandidateOrder.Finish(chosen, rules, sticky, now, probes);
            return Plan(chosen);
        }
        finally
        {
            ArrayPool<RouteCandidate>.Shared.Return(buffer);
        }
    }

    /// <summary>Who could answer, whatever the call's rules say.</summary>
    public IReadOnlyList<RouteCandidate> Candidates => candidates;

    /// <summary>Each candidate with the reason why it is not asked; for the message when nobody is.</summary>
    public string Explain(RoutingRules rules, RequestNeeds needs, long now) =>
        string.Join(
            ", ",
            candidates.Select(
                candidate =>
                $"{candidate.Provider} "
                + $"({CandidateFilter.Describe(CandidateFilter.Check(candidate, rules, needs, now))})"));

    /// <summary>
    /// A bit for each candidate that the rules allow. For the router's own rules it is found out once; those of a call
    /// live no longer than it.
    /// </summary>
    private ulong Allowed(RoutingRules rules)
    {
        if (_allowed is { } last && ReferenceEquals(last.Rules, rules))
        {
            return last.Candidates;
        }

        var allowed = 0UL;
        for (var i = 0; i < candidates.Length; i++)
        {
            allowed |= CandidateFilter.CheckRules(candidates[i], rules) == Exclusion.None ? 1UL << i : 0;
        }

        if (!rules.IsOfCall)
        {
            _allowed = new(rules, allowed);
        }

        return allowed;
    }

    private void Order(
        Span<RouteCandidate> chosen, RoutingRules rules, in RequestNeeds needs, long now, bool probes)
    {
        var policy = rules.PolicyFor(model);
        if (policy is IBalancingPolicy balancing)
        {
            balancing.Order(chosen, rules, now);
            return;
        }

        policy.Order(chosen, needs);
        if (probes && policy is (FastestPolicy or CheapestPolicy))
        {
            Exploration.Apply(chosen, rules, now);
        }
    }

    private RoutePlan Plan(ReadOnlySpan<RouteCandidate> order)
    {
        var slot = Array.IndexOf(candidates, order[0]);
        if (slot < 0)
        {
            throw new InvalidOperationException("The routing policy put in a candidate that it was not given.");
        }

        if (_plans[slot] is { } made && IsSame(made.Routes, order))
        {
            return made;
        }

        var routes = new Route[order.Length];
        for (var i = 0; i < routes.Length; i++)
        {
            routes[i] = order[i].Route;
        }

        return _plans[slot] = new RoutePlan(model.Text, task, routes) { HubToken = token };
    }

    private static bool IsSame(IReadOnlyList<Route> routes, ReadOnlySpan<RouteCandidate> order)
    {
        if (routes.Count != order.Length)
        {
            return false;
        }

        for (var i = 0; i < order.Length; i++)
        {
            if (!ReferenceEquals(routes[i], order[i].Route))
            {
                return false;
            }
        }

        return true;
    }

    private sealed record AllowedCandidates(RoutingRules Rules, ulong Candidates);
}
