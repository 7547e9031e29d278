using System.Net.Http.Headers;
using InferenceProviders.Catalog;
using InferenceProviders.Configuration;
using InferenceProviders.Diagnostics;
using InferenceProviders.Providers;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Routing;

/// <summary>Decides where a call goes: to an endpoint, to a named provider, or to whom the router or the Hub's mapping chooses.</summary>
internal sealed partial class RoutePlanner(RouterSettings settings, HubMappings mappings)
{
    private static readonly Provider Auto = new("auto") { Chat = ChatDialect.OpenAI, Responses = ResponsesDialect.HuggingFace, UsesHubMapping = false };
    private static readonly Provider EndpointProvider = Endpoint.Create();

    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Routing");

    /// <param name="model">What the caller asked for.</param>
    /// <param name="provider">The provider that the caller named beside the model, if any.</param>
    /// <param name="task">The task.</param>
    /// <param name="endpointModel">The model's name in the body, for an endpoint.</param>
    /// <param name="cancellationToken">Ends the Hub lookup, where one is needed.</param>
    public async ValueTask<RoutePlan> PlanAsync(ModelReference model, string? provider, InferenceTask task, string? endpointModel, CancellationToken cancellationToken)
    {
        if (model.Endpoint is { } endpoint)
        {
            return new RoutePlan(model.Text, task, await EndpointRouteAsync(model, endpoint, endpointModel, task, cancellationToken).ConfigureAwait(false));
        }

        var token = await settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        var named = NamedProvider(model, provider);
        if (task == InferenceTask.Responses)
        {
            return new RoutePlan(model.Text, task, await ResponsesRouteAsync(model, named, token, cancellationToken).ConfigureAwait(false));
        }

        if (named is null && task == InferenceTask.Conversational && token is not null)
        {
            return new RoutePlan(model.Text, task, AutoRoute(model, task, token));
        }

        return new RoutePlan(
            model.Text,
            task,
            named is not null
                ? await NamedRouteAsync(model, named, task, token, cancellationToken).ConfigureAwait(false)
                : await FirstLiveRouteAsync(model, task, token, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// The provider that the call names: beside the model, as a suffix where we hold a key for it (a suffix is otherwise
    /// the server-side router's business), or as the router's default.
    /// </summary>
    private string? NamedProvider(ModelReference model, string? provider)
    {
        var named = provider is null or "auto" ? null : Validate.ProviderName(provider, nameof(provider));
        if (model.Suffix is { } suffix && !model.HasPolicySuffix)
        {
            if (named is not null && UsesHubMapping(named) && !string.Equals(named, suffix, StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"The model names the provider '{suffix}' and the call names '{named}': name one.", nameof(provider));
            }

            if (named is null && (settings.ProviderKeys.ContainsKey(suffix) || settings.Providers.Find(suffix) is { IsRouted: false }))
            {
                return suffix.ToLowerInvariant();
            }

            return named;
        }

        return named ?? (model.HasPolicySuffix ? null : settings.Provider);
    }

    private bool UsesHubMapping(string provider) => settings.Providers.Find(provider)?.UsesHubMapping ?? true;

    private Route AutoRoute(ModelReference model, InferenceTask task, string token) => new()
    {
        Provider = Auto,
        Model = model.Text,
        ProviderModel = model.Text,
        Task = task,
        AuthMode = AuthMode.Routed,
        BaseAddress = settings.RouterEndpoint,
        Authorization = new AuthenticationHeaderValue("Bearer", token),
    };

    private async ValueTask<Route> NamedRouteAsync(ModelReference model, string name, InferenceTask task, string? token, CancellationToken cancellationToken)
    {
        var known = settings.Providers.Find(name);
        if (known is { UsesHubMapping: false })
        {
            RequireTask(known, task, model);
            var id = known.ModelPrefix is { } prefix && model.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? model.Text[prefix.Length..] : model.Text;
            return MakeRoute(known, model, StripProviderSuffix(id, name), task, token, mapping: null);
        }

        if (known is not null)
        {
            RequireTask(known, task, model);
        }

        var mapping = await mappings.GetAsync(model.Id, token, cancellationToken).ConfigureAwait(false);
        var entry = mapping.Find(name, task)
            ?? throw NotServed(model, mapping.Entries.IsEmpty
                ? $"The Hub knows no provider that serves {model.Id}."
                : $"{name} does not serve {model.Id}. Providers that do: {Serving(mapping, task)}.");
        if (!ModelMapping.Serves(entry, task))
        {
            throw NotServed(model, $"{name} serves {model.Id} for '{entry.Task}', not for '{task}'. Providers for '{task}': {Serving(mapping, task)}.");
        }

        var provider = known ?? settings.Providers.FindOrGeneric(name);
        RequireTask(provider, task, model);
        WarnUnlessLive(entry, model);
        return MakeRoute(provider, model, entry.ProviderId, task, token, entry);
    }

    private async ValueTask<Route> FirstLiveRouteAsync(ModelReference model, InferenceTask task, string? token, CancellationToken cancellationToken)
    {
        if (token is null && settings.ProviderKeys.Count == 0 && task == InferenceTask.Conversational)
        {
            throw NoToken(model);
        }

        var mapping = await mappings.GetAsync(model.Id, token, cancellationToken).ConfigureAwait(false);
        ProviderMapping? best = null;
        foreach (var entry in mapping.Entries)
        {
            if (ModelMapping.Serves(entry, task)
                && settings.Providers.FindOrGeneric(entry.Provider).Supports(task)
                && (token is not null || settings.ProviderKeys.Count == 0 || settings.ProviderKeys.ContainsKey(entry.Provider)))
            {
                if (entry.IsLive)
                {
                    best = entry;
                    break;
                }

                best ??= entry;
            }
        }

        if (best is null)
        {
            throw NotServed(model, mapping.Entries.IsEmpty
                ? $"The Hub knows no provider that serves {model.Id}."
                : $"No provider that can be used here serves {model.Id} for '{task}'. The Hub lists: {Serving(mapping, task: null)}.");
        }

        WarnUnlessLive(best, model);
        return MakeRoute(settings.Providers.FindOrGeneric(best.Provider), model, best.ProviderId, task, token, best);
    }

    private Route MakeRoute(Provider provider, ModelReference model, string providerModel, InferenceTask task, string? token, ProviderMapping? mapping)
    {
        RouteGuard.CheckModel(providerModel);
        var key = settings.ProviderKeys.GetValueOrDefault(provider.Name);
        var direct = key is not null || !provider.IsRouted;
        if (direct && key is null && provider.RequiresKey)
        {
            throw new InferenceException(
                InferenceErrorKind.Authentication,
                $"{provider.Name} needs a key of your own: set InferenceProvidersOptions.ProviderKeys[\"{provider.Name}\"]. The Hugging Face token is not sent there.")
            {
                Provider = provider.Name,
                Model = model.Text,
            };
        }

        if (direct && provider.BaseAddress is null && !provider.IsRouted)
        {
            throw new InferenceException(InferenceErrorKind.InvalidRequest, $"{provider.Name} has no address: give it one when you make the Provider.") { Provider = provider.Name, Model = model.Text };
        }

        return new Route
        {
            Provider = provider,
            Model = model.Text,
            ProviderModel = providerModel,
            Task = task,
            AuthMode = direct ? AuthMode.Direct : AuthMode.Routed,
            BaseAddress = direct && DirectAddress(provider) is { } address ? address : Below(settings.RouterEndpoint, provider.Name),
            Authorization = direct
                ? key is null ? null : new AuthenticationHeaderValue(provider.AuthScheme, key)
                : token is null ? null : new AuthenticationHeaderValue("Bearer", token),
            Mapping = mapping,
        };
    }

    private Uri? DirectAddress(Provider provider) => settings.ProviderEndpoints.GetValueOrDefault(provider.Name) ?? provider.BaseAddress;

    private async ValueTask<Route> EndpointRouteAsync(ModelReference model, Uri endpoint, string? endpointModel, InferenceTask task, CancellationToken cancellationToken)
    {
        var key = settings.EndpointKeys.GetValueOrDefault(endpoint.Authority) ?? settings.EndpointKeys.GetValueOrDefault(endpoint.Host);
        if (key is null && endpoint.Scheme == Uri.UriSchemeHttps && endpoint.Host.EndsWith(".endpoints.huggingface.cloud", StringComparison.OrdinalIgnoreCase))
        {
            key = await settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        }

        return new Route
        {
            Provider = EndpointProvider,
            Model = endpoint.GetLeftPart(UriPartial.Path),
            ProviderModel = endpointModel ?? EndpointAddress.DefaultModel,
            Task = task,
            AuthMode = AuthMode.Endpoint,
            BaseAddress = endpoint,
            Endpoint = EndpointAddress.For(endpoint, task),
            Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key),
        };
    }

    private void RequireTask(Provider provider, InferenceTask task, ModelReference model)
    {
        if (!provider.Supports(task))
        {
            var able = string.Join(", ", settings.Providers.All.Where(other => other.Supports(task)).Select(other => other.Name).Order(StringComparer.Ordinal));
            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                $"{provider.Name} has no '{task}'. Providers that have it: {(able.Length == 0 ? "none" : able)}.") { Provider = provider.Name, Model = model.Text };
        }
    }

    private void WarnUnlessLive(ProviderMapping entry, ModelReference model)
    {
        if (!entry.IsLive)
        {
            Log.MappingNotLive(_logger, entry.Provider, model.Text, Validate.Printable(entry.Status));
        }
    }

    private static string StripProviderSuffix(string id, string provider) =>
        id.EndsWith(':' + provider, StringComparison.OrdinalIgnoreCase) ? id[..^(provider.Length + 1)] : id;

    private static Uri Below(Uri address, string segment) => new($"{address.AbsoluteUri.TrimEnd('/')}/{segment}");

    private static string Serving(ModelMapping mapping, InferenceTask? task)
    {
        var names = string.Join(", ", mapping.Entries
            .Where(entry => task is not { } wanted || ModelMapping.Serves(entry, wanted))
            .Select(entry => task is null ? $"{entry.Provider} ({entry.Task})" : entry.Provider));
        return names.Length == 0 ? "none" : names;
    }

    private static InferenceException NoToken(ModelReference model) => new(
        InferenceErrorKind.Authentication,
        "There is no token. Set HF_TOKEN, run `hf auth login`, or set InferenceProvidersOptions.Token; or set ProviderKeys for a provider of your own.") { Model = model.Text };

    private static InferenceException NotServed(ModelReference model, string message) =>
        new(InferenceErrorKind.ModelNotFound, message) { Model = model.Text };
}
