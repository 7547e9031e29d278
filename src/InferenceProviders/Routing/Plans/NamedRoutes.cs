using InferenceProviders.Catalog;
using InferenceProviders.Diagnostics;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Policies;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Routing.Plans;

/// <summary>The route of a provider that a call names.</summary>
internal sealed class NamedRoutes(RouterSettings settings, RouteFactory factory, HubMappings mappings)
{
    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Routing");

    /// <summary>
    /// The provider that the call names: beside the model, as a suffix where the server-side router cannot read it or
    /// has no business with it (other tasks than chat, no token, a key of the user's own), or as the router's default.
    /// </summary>
    public string? ProviderOf(ModelReference model, string? provider, InferenceTask task, string? token)
    {
        var named = provider is null or "auto" ? null : Validate.ProviderName(provider, nameof(provider));
        if (model.Suffix is { } suffix && !model.HasPolicySuffix)
        {
            if (named is not null && UsesHubMapping(named)
                && !string.Equals(named, suffix, StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException(
                    $"The model names the provider '{suffix}' and the call names '{named}': name one.",
                    nameof(provider));
            }

            var isServers = task == InferenceTask.Conversational
                && (token is not null || settings.ProviderKeys.Count == 0)
                && !settings.ProviderKeys.ContainsKey(suffix)
                && settings.Providers.Find(suffix) is not { IsRouted: false };
            if (named is null && !isServers && suffix.ToLowerInvariant() is var own && Validate.IsProviderName(own))
            {
                return own;
            }

            return named;
        }

        return named ?? (model.HasPolicySuffix ? null : settings.Provider);
    }

    /// <summary>The provider's own route, with the id that the Hub's mapping gives.</summary>
    /// <exception cref="InferenceException">It does not serve the model, or not for the task.</exception>
    public async ValueTask<Route> FindAsync(
        ModelReference model, string name, InferenceTask task, ChatProtocol? protocol, string? token,
            CancellationToken cancellationToken)
    {
        var known = settings.Providers.Find(name);
        if (known is { UsesHubMapping: false }
            || (known?.IsListed(task) is false && factory.AuthModeOf(known) == AuthMode.Direct))
        {
            RequireTask(known, task, protocol, model);
            var id = known.ModelPrefix is { } prefix
                && model.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                ? model.Text[prefix.Length..]
                : model.Text;
            return factory.Named(
                known, model, StripProviderSuffix(id, name), task, factory.AuthModeOf(known), token, mapping: null,
                protocol: protocol);
        }

        if (known is not null)
        {
            RequireTask(known, task, protocol, model);
        }

        var mapping = await MappingAsync(model, known, task, token, cancellationToken).ConfigureAwait(false);
        if (mapping.Find(name, task) is not { } listed || !ModelMapping.Serves(listed, task))
        {
            // An old mapping may say yes, but it does not say no.
            mapping = await mappings.GetAsync(model.Id, token, cancellationToken).ConfigureAwait(false);
        }

        if (known is not null && (known.HasLeftHub || known.IsOwnModel(model.Id))
            && factory.AuthModeOf(known) == AuthMode.Direct
            && mapping.Find(name, task) is null)
        {
            return factory.Named(
                known, model, model.Id, task, AuthMode.Direct, token, mapping: null, protocol: protocol);
        }

        var entry = mapping.Find(name, task)
            ?? throw (known?.IsListed(task) is false ? PlanErrors.NeedsKey(model, name, task)
                : PlanErrors.NotServed(model, mapping.Entries.IsEmpty
                ? $"The Hub knows no provider that serves {model.Id}."
                : $"{name} does not serve {model.Id}. {Meant(name, mapping)}Providers that do: "
                    + $"{PlanErrors.Serving(mapping, task)}."));
        if (!ModelMapping.Serves(entry, task))
        {
            throw PlanErrors.NotServed(
                model,
                $"{name} serves {model.Id} for '{entry.Task}', not for '{task}'. Providers for '{task}': "
                + $"{PlanErrors.Serving(mapping, task)}.");
        }

        var provider = known ?? settings.Providers.FindOrGeneric(name);
        RequireTask(provider, task, protocol, model);
        WarnUnlessLive(entry, model);
        return factory.Named(
            provider, model, entry.ProviderId, task, factory.AuthModeOf(provider), token, entry, protocol: protocol);
    }

    /// <summary>
    /// The provider's route of the Responses API. Hugging Face has one for all its providers, <c>/v1/responses</c>,
    /// which takes the provider as the model's suffix; besides it there are only providers that have the API
    /// themselves.
    /// </summary>
    /// <exception cref="InferenceException">There is a key for it, and it does not have the API.</exception>
    public async ValueTask<Route> FindResponsesAsync(
        ModelReference model, string named, string? token, CancellationToken cancellationToken)
    {
        var known = settings.Providers.Find(named);
        if (settings.ProviderKeys.ContainsKey(named) || known is { IsRouted: false })
        {
            if (known is { Responses: not null })
            {
                return await FindAsync(
                    model, named, InferenceTask.Conversational, ChatProtocol.Responses, token,
                    cancellationToken).ConfigureAwait(false);
            }

            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                $"{named} has no Responses API of its own, and its key is only sent to itself. Use chat completions "
                    + $"(for MCP tools, with UseMcpServerTools of InferenceProviders.Mcp); or leave its key out, so "
                    + $"that Hugging Face's router calls it.")
            { Provider = named, Model = model.Text };
        }

        var suffixed = model.Suffix is null || model.HasPolicySuffix ? ModelReference.Parse($"{model.Id}:{named}")
            : model;
        return factory.Auto(suffixed, suffixed.Text, ChatProtocol.Responses, token ?? throw PlanErrors.NoToken(model));
    }

    /// <summary>Logs that the Hub says of a provider that it may not serve the model well.</summary>
    public void WarnUnlessLive(ProviderMapping entry, ModelReference model)
    {
        if (!entry.IsLive)
        {
            Log.MappingNotLive(_logger, entry.Provider, model.Text, Validate.Printable(entry.Status));
        }
    }

    private async ValueTask<ModelMapping> MappingAsync(
        ModelReference model, Provider? known, InferenceTask task, string? token, CancellationToken cancellationToken)
    {
        try
        {
            return await mappings.PeekAsync(model.Id, token, cancellationToken).ConfigureAwait(false);
        }
        catch (InferenceException exception)
            when (exception.Kind == InferenceErrorKind.ModelNotFound && known?.IsListed(task) is false)
        {
            throw PlanErrors.NeedsKey(model, known.Name, task);
        }
    }

    private bool UsesHubMapping(string provider) => settings.Providers.Find(provider)?.UsesHubMapping ?? true;

    /// <summary>Of a name that nobody has, the one that was probably meant.</summary>
    private string? Meant(string name, ModelMapping mapping) =>
        !settings.Providers.Has(name)
            && NearestName.Of(
                name, mapping.Entries.Select(entry => entry.Provider)
                .Concat(settings.Providers.Names)) is { } near
            ? $"Did you mean '{near}'? " : null;

    private void RequireTask(Provider provider, InferenceTask task, ChatProtocol? protocol, ModelReference model)
    {
        if (!provider.Supports(task, protocol))
        {
            var able = string.Join(
                ", ", settings.Providers.All.Where(other => other.Supports(task, protocol)).Select(other => other.Name)
                .Order(StringComparer.Ordinal));
            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                $"{provider.Name} does not support '{task}'. Providers that do: "
                    + $"{(able.Length == 0 ? "none" : able)}.") { Provider =
                    provider.Name, Model = model.Text };
        }
    }

    private static string StripProviderSuffix(string id, string provider) =>
        id.EndsWith(':' + provider, StringComparison.OrdinalIgnoreCase) ? id[..^(provider.Length + 1)] : id;
}
