using System.Numerics;
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

    private readonly PlanCache _plans = new();
    private RuledCandidates? _ruled;

    public bool IsEmpty => candidates.Length == 0;

    public ModelMapping Mapping => mapping;

    bool IRecentEntry.WasAskedFor { get; set; }

    /// <summary>Who could answer, whatever the call's rules say.</summary>
    public IReadOnlyList<RouteCandidate> Candidates => candidates;

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
    /// <param name="probes">Whether the call may find out about a route; see <see cref="CandidateOrder"/>.</param>
    public RoutePlan? Decide(
        RoutingRules rules, in RequestNeeds needs, string? sticky, IReadOnlyCollection<string>? except, long now,
        bool probes = true)
    {
        var ruled = Ruled(rules);
        Span<byte> order = stackalloc byte[candidates.Length];
        var count = 0;
        for (var left = ruled.Allowed & ~ruled.Ignoring(needs); left != 0; left &= left - 1)
        {
            var place = BitOperations.TrailingZeroCount(left);
            var candidate = candidates[place];
            if (CandidateFilter.CheckAbilities(candidate.Health, candidate.Offer, needs, now) == Exclusion.None
                && except?.Contains(candidate.Provider) is not true)
            {
                order[count++] = (byte)place;
            }
        }

        if (count == 0)
        {
            return null;
        }

        order = order[..count];
        var decision = new Decision(candidates, ruled, order, stackalloc Standing[candidates.Length], now);
        CandidateOrder.Apply(order, rules.PolicyFor(model), needs, decision, sticky, probes);
        return _plans.Find(order) ?? Make(order);
    }

    /// <summary>Each candidate with the reason why it is not asked; for the message when nobody is.</summary>
    public string Explain(RoutingRules rules, RequestNeeds needs, long now) =>
        string.Join(
            ", ",
            candidates.Select(
                candidate =>
                $"{candidate.Provider} "
                + $"({CandidateFilter.Describe(CandidateFilter.Check(candidate, rules, needs, now))})"));

    /// <summary>For the router's own rules it is found out once; those of a call live no longer than it.</summary>
    private RuledCandidates Ruled(RoutingRules rules)
    {
        if (_ruled is { } last && ReferenceEquals(last.Rules, rules))
        {
            return last;
        }

        var ruled = new RuledCandidates(rules, candidates);
        if (!rules.IsOfCall)
        {
            _ruled = ruled;
        }

        return ruled;
    }

    private RoutePlan Make(ReadOnlySpan<byte> order)
    {
        var routes = new Route[order.Length];
        for (var i = 0; i < routes.Length; i++)
        {
            routes[i] = candidates[order[i]].Route;
        }

        var plan = new RoutePlan(model.Text, task, routes) { HubToken = token };
        _plans.Add(order, plan);
        return plan;
    }
}
