using InferenceProviders.Catalog;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Plans;

/// <summary>What the plan of a call would be, and why others are not in it.</summary>
internal sealed class PlanOrder(
    RouterSettings settings, RouteFactory factory, RouteTables tables, RoutePlanner planner)
{
    /// <summary>
    /// The routes of a call's current model in the order in which they would be tried. Nothing is sent but questions to
    /// the Hub, and no route is probed.
    /// </summary>
    /// <exception cref="InferenceException">There is nobody to ask.</exception>
    public async ValueTask<(IReadOnlyList<Route> Routes, int First)> OrderAsync(
        Call call, BoundModel asked, string? provider, InferenceTask task)
    {
        var plan = await planner.PlanAsync(
            asked.Reference, provider, task, asked.EndpointModel, call.Token, call.Needs, call.Target.Protocol,
            probes: false).ConfigureAwait(false);
        if (plan is not AutoPlan { FallsBack: true, HubToken: { } token })
        {
            return (plan.Routes, plan.Routes.Count);
        }

        var table = await FindTableAsync(call, asked, task, token).ConfigureAwait(false);
        var own = table?.Decide(
            call.Routing, call.Needs, sticky: null, except: null, call.Clock.GetTimestamp(), probes: false);
        return ([.. plan.Routes, .. own?.Routes ?? []], plan.Routes.Count);
    }

    /// <summary>
    /// Who is not asked for a call's current model, and why; empty where the Hub does not know it.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="asked">The model.</param>
    /// <param name="task">The task.</param>
    /// <param name="routes">The routes that are tried.</param>
    public async ValueTask<IReadOnlyList<ExcludedProvider>> ExcludedAsync(
        Call call, BoundModel asked, InferenceTask task, IReadOnlyList<Route> routes)
    {
        if (asked.Reference.Endpoint is not null)
        {
            return [];
        }

        var token = await settings.GetTokenAsync(call.Token).ConfigureAwait(false);
        if (await FindTableAsync(call, asked, task, token).ConfigureAwait(false) is not { } table)
        {
            return [];
        }

        var now = call.Clock.GetTimestamp();
        var excluded = new List<ExcludedProvider>();
        foreach (var candidate in table.Candidates)
        {
            if (!routes.Any(route => route.Name == candidate.Provider && route.AuthMode == candidate.AuthMode))
            {
                var why = CandidateFilter.Check(candidate, call.Routing, call.Needs, now);
                excluded.Add(new ExcludedProvider
                {
                    Provider = candidate.Provider,
                    AuthMode = candidate.AuthMode,
                    Reason = why == Exclusion.None ? "another provider is named" : CandidateFilter.Describe(why),
                });
            }
        }

        excluded.AddRange(
            table.Mapping.Entries.Where(entry => table.Candidates.All(known => known.Provider != entry.Provider))
                .Select(entry => new ExcludedProvider
                {
                    Provider = entry.Provider,
                    AuthMode = factory.AuthModeOf(settings.Providers.FindOrGeneric(entry.Provider)),
                    Reason = WhyNot(entry, task, call.Target.Protocol),
                }));
        return excluded;
    }

    private string WhyNot(ProviderMapping entry, InferenceTask task, ChatProtocol? protocol) =>
        !ModelMapping.Serves(entry, task) ? $"serves it for '{entry.Task}'"
        : !settings.Providers.FindOrGeneric(entry.Provider).Supports(task, protocol) ? $"does not support '{task}'"
        : "without a key or a token";

    private async ValueTask<RouteTable?> FindTableAsync(
        Call call, BoundModel asked, InferenceTask task, string? token)
    {
        try
        {
            return await tables.GetAsync(
                asked.Reference, task, call.Target.Protocol, token, awaitCatalog: true, call.Token)
                .ConfigureAwait(false);
        }
        catch (InferenceException)
        {
            // The plan itself says what the Hub does not know; there is nothing to add.
            return null;
        }
    }
}
