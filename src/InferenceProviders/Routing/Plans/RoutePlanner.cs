using InferenceProviders.Routing.Affinity;
using InferenceProviders.Routing.Budgets;
using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// Decides where a call goes: to an endpoint, to a named provider, to whom the server-side router chooses, or to the
/// providers that the Hub's mapping lists, in the order of the call's rules.
/// </summary>
internal sealed class RoutePlanner(
    RouterSettings settings, RouteFactory factory, RouteTables tables, NamedRoutes named, AutoRoutes auto,
    SessionAffinity sticky, ServingProviders serving)
{
    /// <param name="model">What the caller asked for.</param>
    /// <param name="provider">The provider that the caller named beside the model, if any.</param>
    /// <param name="task">The task.</param>
    /// <param name="endpointModel">The model's name in the body, for an endpoint.</param>
    /// <param name="cancellationToken">Ends the Hub lookup, where one is needed.</param>
    /// <param name="needs">What the request needs, and what the caller wants of the call.</param>
    /// <param name="protocol">How a chat is sent; null for tasks that have one way only.</param>
    /// <param name="probes">
    /// Whether a route that had failed may be probed; not where the plan is only looked at.
    /// </param>
    /// <param name="callRules">
    /// The rules that a call has made of its needs already; null for those that follow from <paramref name="needs"/>.
    /// </param>
    public ValueTask<RoutePlan> PlanAsync(
        ModelReference model,
        string? provider,
        InferenceTask task,
        string? endpointModel,
        CancellationToken cancellationToken,
        RequestNeeds needs = default,
        ChatProtocol? protocol = null,
        bool probes = true,
        RoutingRules? callRules = null)
    {
        var rules = callRules ?? settings.Routing.With(needs.Routing);
        if (model.Endpoint is { } endpoint)
        {
            return PlanEndpointAsync(model, endpoint, endpointModel, task, protocol, rules, cancellationToken);
        }

        var asking = settings.GetTokenAsync(cancellationToken);
        if (!asking.IsCompletedSuccessfully)
        {
            return PlanWithTokenAsync(
                model, provider, task, protocol, asking, rules, needs, probes, cancellationToken);
        }

        // What most chats are: the server chooses, and nothing has to be found out before.
        var token = asking.Result;
        var provided = named.ProviderOf(model, provider, task, token);
        PlanGuard.CheckNamed(model, provided, rules);
        return provided is null && task == InferenceTask.Conversational && token is not null
            && !rules.IsClientSide && !BudgetEnforcer.AppliesTo(settings, rules)
                ? new(PlanGuard.Checked(auto.PlanFor(model, protocol, token, rules), rules))
                : PlanWithTokenAsync(
                    model, provider, task, protocol, new(token), rules, needs, probes, cancellationToken);
    }

    private async ValueTask<RoutePlan> PlanEndpointAsync(
        ModelReference model, Uri endpoint, string? endpointModel, InferenceTask task, ChatProtocol? protocol,
        RoutingRules rules, CancellationToken cancellationToken)
    {
        var route = await factory.EndpointAsync(
            endpoint, endpointModel, task, cancellationToken, protocol).ConfigureAwait(false);
        return PlanGuard.Checked(new RoutePlan(model.Text, task, route), rules);
    }

    private async ValueTask<RoutePlan> PlanWithTokenAsync(
        ModelReference model,
        string? provider,
        InferenceTask task,
        ChatProtocol? protocol,
        ValueTask<string?> asking,
        RoutingRules rules,
        RequestNeeds needs,
        bool probes,
        CancellationToken cancellationToken)
    {
        var token = await asking.ConfigureAwait(false);
        var provided = named.ProviderOf(model, provider, task, token);
        PlanGuard.CheckNamed(model, provided, rules);
        try
        {
            return await FindAsync(
                model, provided, task, protocol, token, rules, needs, probes, cancellationToken).ConfigureAwait(false);
        }
        catch (InferenceException exception)
            when (exception is { Kind: InferenceErrorKind.ModelNotFound, StatusCode: not null }
            || (int?)exception.StatusCode is >= 300 and < 400)
        {
            // The Hub does not know the model, or knows it by another name; whom it knows and nobody serves is named
            // right.
            await serving.SuggestAsync(exception, model, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<RoutePlan> FindAsync(
        ModelReference model,
        string? provided,
        InferenceTask task,
        ChatProtocol? protocol,
        string? token,
        RoutingRules rules,
        RequestNeeds needs,
        bool probes,
        CancellationToken cancellationToken)
    {
        if (protocol == ChatProtocol.Responses && provided is not null)
        {
            var route = await named.FindResponsesAsync(
                model, provided, token, cancellationToken).ConfigureAwait(false);
            return PlanGuard.Checked(new RoutePlan(model.Text, task, route) { HubToken = token }, rules);
        }

        var isChat = task == InferenceTask.Conversational;
        var isLimited = BudgetEnforcer.AppliesTo(settings, rules);
        if (isLimited && isChat)
        {
            // Nothing is sent whose price is not known.
            await tables.EnsureCatalogAsync(cancellationToken).ConfigureAwait(false);
        }

        if (provided is not null)
        {
            var route = await named.FindAsync(
                model, provided, task, protocol, token, cancellationToken).ConfigureAwait(false);
            return PlanGuard.Checked(new RoutePlan(model.Text, task, route) { HubToken = token }, rules);
        }

        return isChat && token is not null && ((!rules.IsClientSide && !isLimited) || model.NamesProvider)
            ? PlanGuard.Checked(auto.PlanFor(model, protocol, token, rules), rules)
            : await DecideAsync(
                model, task, protocol, token, rules, needs, probes, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RoutePlan> DecideAsync(
        ModelReference model, InferenceTask task, ChatProtocol? protocol, string? token, RoutingRules rules,
            RequestNeeds needs, bool probes, CancellationToken cancellationToken)
    {
        if (token is null && task == InferenceTask.Conversational && !HasKeyFor(protocol))
        {
            throw PlanErrors.NoToken(model);
        }

        var table = await tables.GetAsync(
            model, task, protocol, token, awaitCatalog: true, cancellationToken).ConfigureAwait(false);
        var now = settings.TimeProvider.GetTimestamp();
        var plan = table.Decide(
            rules, needs, sticky.Find(rules.SessionAffinityKey, model.Id, token), except: null, now, probes)
            ?? throw PlanErrors.NoCandidate(model, task, table, rules, needs, now);
        if (plan.Routes[0].Mapping is { } first)
        {
            named.WarnUnlessLive(first, model);
        }

        return plan;
    }

    /// <summary>Whether any key of the user's own is for a provider that speaks the protocol.</summary>
    private bool HasKeyFor(ChatProtocol? protocol) => protocol == ChatProtocol.Responses
        ? settings.ProviderKeys.Keys.Any(name => settings.Providers.Find(name)?.Responses is not null)
        : settings.ProviderKeys.Count > 0;
}
