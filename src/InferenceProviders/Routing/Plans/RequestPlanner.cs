using InferenceProviders.Catalog;
using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Plans;

/// <summary>Plans requests of the caller's own, which have one route.</summary>
internal sealed class RequestPlanner(RouterSettings settings, RouteFactory factory, HubMappings mappings)
{
    /// <summary>
    /// The route of a request of the caller's own: an endpoint, a provider (with the Hub's mapping when a task is
    /// named), or the router itself.
    /// </summary>
    public async ValueTask<RoutePlan> PlanAsync(
        ModelReference? model, string? provider, InferenceTask? task, InferenceTask own, RoutingRules rules,
        CancellationToken cancellationToken)
    {
        if (provider is not null && rules.Denied.Contains(provider))
        {
            throw PlanErrors.RuledOut(
                provider, model?.Text, $"{provider} is ruled out by RoutingOptions.DeniedProviders.");
        }

        return PlanGuard.Checked(
            await PlanAsync(model, provider, task, own, cancellationToken).ConfigureAwait(false), rules);
    }

    private async ValueTask<RoutePlan> PlanAsync(
        ModelReference? model, string? provider, InferenceTask? task, InferenceTask own,
        CancellationToken cancellationToken)
    {
        var named = task ?? own;
        if (model?.Endpoint is { } endpoint)
        {
            return new RoutePlan(
                model.Text, named,
                await factory.EndpointAsync(
                    endpoint, endpointModel: null, own, cancellationToken).ConfigureAwait(false));
        }

        var token = await settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        var text = model?.Text ?? "";
        if (provider is null)
        {
            return new RoutePlan(text, named, factory.Router(text, named, token));
        }

        var known = settings.Providers.FindOrGeneric(provider);
        if (model is null || task is not { } wanted || !known.UsesHubMapping)
        {
            return new RoutePlan(text, named, factory.Own(known, text, named, token));
        }

        var mapping = await mappings.GetAsync(model.Id, token, cancellationToken).ConfigureAwait(false);
        var entry = mapping.Find(provider, wanted);
        return entry is not null && ModelMapping.Serves(entry, wanted)
            ? new RoutePlan(
                text,
                named,
                factory.Named(known, model, entry.ProviderId, named, factory.AuthModeOf(known), token, entry))
            : throw PlanErrors.NotServed(
                model,
                $"{provider} does not serve {model.Id} for '{wanted}'. Providers that do: "
                    + $"{PlanErrors.Serving(mapping, wanted)}.");
    }
}
