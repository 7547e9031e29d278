using System.Collections.Concurrent;
using System.Net.Http.Headers;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Routing.RateLimits;
using InferenceProviders.Transport;

namespace InferenceProviders.Routing.Plans;

/// <summary>Creates routes: which address, which secret, which id.</summary>
internal sealed class RouteFactory(
    RouterSettings settings, RouteHealthRegistry health, RateLimitRegistry rateLimits)
{
    private static readonly Provider AutoProvider = new(Route.AutoName)
    {
        Chat = ChatDialect.OpenAI,
        Responses = ResponsesDialect.HuggingFace,
        UsesHubMapping = false,
    };

    // Routes are many, and what they share is made once.
    private readonly ConcurrentDictionary<string, Uri> _routed = new(StringComparer.Ordinal);
    private readonly Lazy<ConcurrentDictionary<(string, string), AuthenticationHeaderValue>> _keys = new();
    private AuthenticationHeaderValue? _bearer;

    /// <summary>
    /// The server-side router's route for chat; it chooses the provider. The id is sent as it is, with its suffix.
    /// </summary>
    public Route Auto(ModelReference model, string id, ChatProtocol? protocol, string token, bool isKept = false) =>
        Limited(new Route
    {
        Provider = AutoProvider,
        Model = model.Text,
        ModelId = model.Id,
        ProviderModel = id,
        IsKept = isKept,
        Task = InferenceTask.Conversational,
        Protocol = protocol,
        AuthMode = AuthMode.Routed,
        BaseAddress = settings.RouterEndpoint,
        Authorization = Bearer(token),
        Data = ProviderIn(model) is { } named ? settings.DataOf(named, AuthMode.Routed) : null,
        Health = Watched(new(AutoProvider.Name, id, InferenceTask.Conversational, AuthMode.Routed, protocol), token),
    });

    /// <summary>
    /// One provider's route of the Responses API: Hugging Face has one address for all, which takes the provider as the
    /// model's suffix.
    /// </summary>
    public Route RoutedResponses(
        ModelReference model, string provider, string token, ProviderMapping mapping, ProviderOffer? offer) =>
        Limited(new Route
    {
        Provider = new Provider(provider) { Responses = ResponsesDialect.HuggingFace, UsesHubMapping = false },
        Model = model.Text,
        ModelId = model.Id,
        ProviderModel = $"{model.Id}:{provider}",
        Task = InferenceTask.Conversational,
        Protocol = ChatProtocol.Responses,
        AuthMode = AuthMode.Routed,
        BaseAddress = settings.RouterEndpoint,
        Authorization = Bearer(token),
        Mapping = mapping,
        Offer = offer,
        Data = settings.DataOf(provider, AuthMode.Routed),
        Prices = settings.Prices.Find(provider, model.Id),
        Health = health.For(
            new(provider, model.Id, InferenceTask.Conversational, AuthMode.Routed, ChatProtocol.Responses)),
    });

    /// <summary>The router itself, for a request of the caller's own.</summary>
    public Route Router(string model, InferenceTask task, string? token) => Limited(new Route
    {
        Provider = AutoProvider,
        Model = model,
        ProviderModel = model,
        Task = task,
        AuthMode = AuthMode.Routed,
        BaseAddress = settings.RouterEndpoint,
        Authorization = token is null ? null : Bearer(token),
    });

    /// <summary>
    /// A provider's route for a request of the caller's own, about a model by the provider's own id or about none. What
    /// becomes of it says nothing of others.
    /// </summary>
    public Route Own(Provider provider, string model, InferenceTask task, string? token) =>
        Make(
            provider, model, modelId: null, model, task, AuthModeOf(provider), token, mapping: null, offer: null,
            watched: null);

    /// <summary>A provider's own route, on the account that <paramref name="mode"/> says.</summary>
    public Route Named(
        Provider provider,
        ModelReference model,
        string providerModel,
        InferenceTask task,
        AuthMode mode,
        string? token,
        ProviderMapping? mapping,
        ProviderOffer? offer = null,
        ChatProtocol? protocol = null)
    {
        RouteGuard.CheckModel(providerModel);
        var watched = Watched(
            new(provider.Name, mapping is null ? providerModel : model.Id, task, mode, protocol), token);
        return Make(provider, model.Text, mapping is null ? null
            : model.Id, providerModel, task, mode, token, mapping, offer, watched, protocol);
    }

    /// <summary>On which account a provider is called: the user's own key wins.</summary>
    public AuthMode AuthModeOf(Provider provider) =>
        settings.ProviderKeys.ContainsKey(provider.Name) || !provider.IsRouted ? AuthMode.Direct : AuthMode.Routed;

    public async ValueTask<Route> EndpointAsync(
        Uri endpoint, string? endpointModel, InferenceTask task, CancellationToken cancellationToken,
        ChatProtocol? protocol = null)
    {
        var key = settings.EndpointKey(endpoint);
        if (key is null && endpoint.Scheme == Uri.UriSchemeHttps
            && endpoint.Host.EndsWith(".endpoints.huggingface.cloud", StringComparison.OrdinalIgnoreCase))
        {
            key = await settings.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        }

        var model = endpoint.GetLeftPart(UriPartial.Path);
        return Limited(new Route
        {
            Provider = settings.EndpointProvider(endpoint),
            Model = model,
            ProviderModel = endpointModel ?? EndpointAddress.DefaultModel,
            Task = task,
            Protocol = protocol,
            AuthMode = AuthMode.Endpoint,
            BaseAddress = endpoint,
            Endpoint = EndpointAddress.For(endpoint, task, protocol),
            Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key),
            Data = settings.DataOf(endpoint),
            Prices = settings.PricesOf(endpoint, endpointModel ?? EndpointAddress.DefaultModel),
            Health = health.For(new(settings.Providers.Endpoint.Name, model, task, AuthMode.Endpoint, protocol)),
        });
    }

    private Route Make(
        Provider provider, string model, string? modelId, string providerModel, InferenceTask task, AuthMode mode,
            string? token, ProviderMapping? mapping, ProviderOffer? offer, RouteHealth? watched,
        ChatProtocol? protocol = null)
    {
        var direct = mode == AuthMode.Direct;
        var keys = settings.ProviderKeys.GetValueOrDefault(provider.Name);
        if (direct && keys is null && provider.RequiresKey)
        {
            throw new InferenceException(
                InferenceErrorKind.Authentication,
                $"{provider.Name} needs a key of your own: set "
                    + $"InferenceProvidersOptions.ProviderKeys[\"{provider.Name}\"]. The Hugging Face token is not "
                    + $"sent there.")
            {
                Provider = provider.Name,
                Model = model,
            };
        }

        if (direct && provider.BaseAddress is null && !provider.IsRouted)
        {
            throw new InferenceException(
                InferenceErrorKind.InvalidRequest,
                $"{provider.Name} has no address: give it one when you make the Provider.")
            {
                Provider = provider.Name,
                Model = model,
            };
        }

        var route = new Route
        {
            Provider = provider,
            Model = model,
            ModelId = modelId,
            ProviderModel = providerModel,
            Task = task,
            Protocol = protocol,
            AuthMode = mode,
            BaseAddress = direct && DirectAddress(provider) is { } address ? address : Routed(provider.Name),
            Authorization = direct
                ? keys is null ? null : KeyOf(provider, keys[0])
                : token is null ? null : Bearer(token),
            Mapping = mapping,
            Offer = offer,
            Data = settings.DataOf(provider.Name, mode),
            Prices = settings.Prices.Find(provider.Name, modelId ?? providerModel),
            Health = watched,
        };
        return !direct || keys is null ? Limited(route)
            : keys is [var only] ? Limited(only.Name is null ? route : route with { KeyName = only.Name }, only)
            : WithKeys(route, keys);
    }

    /// <summary>The route with several keys: what an attempt takes is chosen when it begins.</summary>
    private Route WithKeys(Route route, ProviderKey[] keys)
    {
        var name = route.Provider.Name;
        var ring = new KeyRing([.. keys.Select(key => health.Of(name, key))], health.RotationOf(name));
        ring.Fill(
            [.. keys.Select(key => Limited(
                route with
                {
                    KeyName = key.Name,
                    Keys = ring,
                    Authorization = KeyOf(route.Provider, key),
                    Health = route.Health is null ? null : health.For(route.Health.Key, key),
                },
                key))]);
        return route with
        {
            Keys = ring,
            Health = route.Health is null ? null : new RouteHealth([.. ring.Routes.Select(keyed => keyed.Health!)]),
        };
    }

    /// <summary>The route with the users' own limits that it falls under.</summary>
    private Route Limited(Route route, ProviderKey? key = null)
    {
        if (!settings.HasRateLimits)
        {
            return route;
        }

        var (account, model) = (route.Account, route.ModelId ?? route.ProviderModel);
        var gate = rateLimits.For(
            account, route.Authorization?.Parameter ?? "", model,
            key?.RateLimit ?? settings.RateLimits.GetValueOrDefault(account),
            settings.RateLimits.GetValueOrDefault($"{account}/{model}"));
        if (route.Health is not null)
        {
            route.Health.Gate = gate;
        }

        return gate is null ? route : route with { Gate = gate };
    }

    private AuthenticationHeaderValue KeyOf(Provider provider, ProviderKey key) =>
        _keys.Value.GetOrAdd(
            (provider.AuthScheme, key.Secret),
            static pair => new AuthenticationHeaderValue(pair.Item1, pair.Item2));

    /// <summary>
    /// Whoever calls with another token than the router's own is a user among others, with rate limits of their own.
    /// </summary>
    private RouteHealth Watched(RouteKey key, string? token) =>
        key.AuthMode != AuthMode.Routed || token is null || token == settings.Token ? health.For(key)
            : health.For(key, token);

    /// <summary>The provider that a suffix names to the server-side router; null when it chooses one.</summary>
    public static string? ProviderIn(ModelReference model) =>
        model.Suffix is { } suffix && !model.HasPolicySuffix ? suffix : null;

    private Uri? DirectAddress(Provider provider) =>
        settings.ProviderEndpoints.GetValueOrDefault(provider.Name) ?? provider.BaseAddress;

    private Uri Routed(string provider) =>
        _routed.GetOrAdd(
            provider, static (name, router) =>
            new($"{router.AbsoluteUri.TrimEnd('/')}/{name}"), settings.RouterEndpoint);

    private AuthenticationHeaderValue Bearer(string token)
    {
        var last = _bearer;
        return last?.Parameter == token ? last : _bearer = new("Bearer", token);
    }
}
