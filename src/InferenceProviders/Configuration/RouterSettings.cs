using System.Collections.Frozen;
using InferenceProviders.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceProviders.Configuration;

/// <summary>The options, validated and frozen, with what the environment adds.</summary>
internal sealed class RouterSettings
{
    public const string RouterVariable = "INFERENCE_PROVIDERS_ROUTER";
    public const string HostsVariable = "INFERENCE_PROVIDERS_HOSTS";
    private const string ContentVariable = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";
    private const string DefaultRouter = "https://router.huggingface.co";
    private const string DefaultHub = "https://huggingface.co";

    /// <param name="options">The options.</param>
    /// <param name="environment">The environment; null for the process's own.</param>
    /// <param name="previous">The settings that these come after; what cannot change while a router lives is taken from there.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public RouterSettings(InferenceProvidersOptions options, Func<string, string?>? environment = null, RouterSettings? previous = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireMembers(options);
        var variable = options.UseEnvironment ? environment ?? Environment.GetEnvironmentVariable : static _ => null;

        TokenProvider = options.TokenProvider;
        Token = options.Token is { } token ? Validate.Secret(token, nameof(options.Token))
            : TokenProvider is null && HubToken.FromEnvironment(variable) is { } found ? Validate.Secret(found, "HF_TOKEN")
            : null;

        ProviderKeys = Keys(options.ProviderKeys, nameof(options.ProviderKeys), Validate.ProviderName);
        EndpointKeys = Keys(options.EndpointKeys, nameof(options.EndpointKeys), EndpointHost);
        BillTo = string.IsNullOrEmpty(options.BillTo) ? null : Validate.Organisation(options.BillTo, nameof(options.BillTo));
        Provider = options.Provider is null || options.Provider.Equals("auto", StringComparison.OrdinalIgnoreCase) ? null : Validate.ProviderName(options.Provider, nameof(options.Provider));
        RouterEndpoint = Address(options.RouterEndpoint, nameof(options.RouterEndpoint), variable(RouterVariable), RouterVariable, DefaultRouter);
        HubEndpoint = Address(options.HubEndpoint, nameof(options.HubEndpoint), variable("HF_ENDPOINT"), "HF_ENDPOINT", DefaultHub);
        Providers = options.Providers.Count == 0 ? ProviderRegistry.BuiltIn : ProviderRegistry.BuiltIn.With(options.Providers);

        ProviderEndpoints = Endpoints(options.ProviderEndpoints, Providers, variable(HostsVariable));

        Timeouts = options.Timeouts with
        {
            Connect = Validate.Duration(options.Timeouts.Connect, nameof(InferenceTimeouts.Connect)),
            FirstToken = Validate.Duration(options.Timeouts.FirstToken, nameof(InferenceTimeouts.FirstToken)),
            BetweenTokens = Validate.Duration(options.Timeouts.BetweenTokens, nameof(InferenceTimeouts.BetweenTokens)),
            Call = Validate.Duration(options.Timeouts.Call, nameof(InferenceTimeouts.Call)),
        };
        Limits = options.Limits with
        {
            LineBytes = (int)Validate.Size(options.Limits.LineBytes, nameof(InferenceLimits.LineBytes)),
            ResponseBytes = Validate.Size(options.Limits.ResponseBytes, nameof(InferenceLimits.ResponseBytes)),
            DownloadBytes = Validate.Size(options.Limits.DownloadBytes, nameof(InferenceLimits.DownloadBytes)),
            RequestBytes = Validate.Size(options.Limits.RequestBytes, nameof(InferenceLimits.RequestBytes)),
        };
        MappingLifetime = Validate.Duration(options.MappingLifetime, nameof(options.MappingLifetime));
        CatalogLifetime = Validate.Duration(options.CatalogLifetime, nameof(options.CatalogLifetime));
        Routing = new RoutingRules(
            options.Routing with { SpendLimit = options.Routing.SpendLimit?.After(previous?.Routing.SpendLimit) }, [.. RoutePolicies.BuiltIn, .. options.Policies]);
        KeepRawStreamEvents = options.KeepRawStreamEvents;
        SpendLimit = options.SpendLimit?.After(previous?.SpendLimit);
        SpendLimits = options.SpendLimits.ToFrozenDictionary(
            pair => pair.Key, pair => pair.Value.After(previous?.SpendLimits.GetValueOrDefault(pair.Key)), StringComparer.OrdinalIgnoreCase);
        CaptureMessageContent = options.CaptureMessageContent ?? bool.TryParse(variable(ContentVariable), out var capture) && capture;
        AllowLoopbackDownloads = options.AllowLoopbackDownloads || IsLoopback(variable(HostsVariable));

        var senders = (options.HttpClient is null ? 0 : 1) + (options.HttpMessageHandler is null ? 0 : 1) + (options.HttpClientFactory is null ? 0 : 1);
        if (senders > 1)
        {
            throw new ArgumentException("Set at most one of HttpClient, HttpMessageHandler and HttpClientFactory.", nameof(options));
        }

        HttpClient = options.HttpClient;
        HttpMessageHandler = options.HttpMessageHandler;
        HttpClientFactory = options.HttpClientFactory;
        UserAgent = ProductNames.UserAgent(options.ApplicationName, nameof(options.ApplicationName));
        LoggerFactory = previous?.LoggerFactory ?? options.LoggerFactory ?? NullLoggerFactory.Instance;
        TimeProvider = previous?.TimeProvider ?? options.TimeProvider;
    }

    public string? Token { get; private set; }

    public Func<CancellationToken, ValueTask<string?>>? TokenProvider { get; private set; }

    public FrozenDictionary<string, string> ProviderKeys { get; }

    public FrozenDictionary<string, string> EndpointKeys { get; }

    public FrozenDictionary<string, Uri> ProviderEndpoints { get; }

    public string? BillTo { get; }

    public string? Provider { get; }

    public Uri RouterEndpoint { get; }

    public Uri HubEndpoint { get; }

    public ProviderRegistry Providers { get; }

    public InferenceTimeouts Timeouts { get; }

    public InferenceLimits Limits { get; }

    public TimeSpan MappingLifetime { get; }

    public TimeSpan CatalogLifetime { get; }

    public RoutingRules Routing { get; }

    public bool KeepRawStreamEvents { get; }

    public bool CaptureMessageContent { get; }

    public SpendLimit? SpendLimit { get; }

    public FrozenDictionary<string, SpendLimit> SpendLimits { get; }

    public bool AllowLoopbackDownloads { get; }

    public HttpClient? HttpClient { get; }

    public HttpMessageHandler? HttpMessageHandler { get; }

    public Func<HttpClient>? HttpClientFactory { get; }

    public string UserAgent { get; }

    public ILoggerFactory LoggerFactory { get; }

    public TimeProvider TimeProvider { get; }

    /// <summary>The same settings with the token of somebody else, and without this one.</summary>
    public RouterSettings With(Func<CancellationToken, ValueTask<string?>> token)
    {
        var copy = (RouterSettings)MemberwiseClone();
        (copy.Token, copy.TokenProvider) = (null, token);
        return copy;
    }

    /// <summary>The key for an endpoint: that of its host and port, else that of its host.</summary>
    public string? EndpointKey(Uri endpoint) =>
        EndpointKeys.GetValueOrDefault($"{endpoint.Host}:{endpoint.Port}") ?? EndpointKeys.GetValueOrDefault(endpoint.Host);

    /// <summary>The Hugging Face token for one call.</summary>
    public async ValueTask<string?> GetTokenAsync(CancellationToken cancellationToken)
    {
        if (TokenProvider is null)
        {
            return Token;
        }

        // A user function: it may depend on its own context.
        var token = await TokenProvider(cancellationToken).ConfigureAwait(true);
        return string.IsNullOrWhiteSpace(token) ? null : Validate.Secret(token, nameof(InferenceProvidersOptions.TokenProvider));
    }

    private static void RequireMembers(InferenceProvidersOptions options)
    {
        foreach (var (member, name) in (ReadOnlySpan<(object?, string)>)[
            (options.ProviderKeys, nameof(options.ProviderKeys)), (options.EndpointKeys, nameof(options.EndpointKeys)), (options.ProviderEndpoints, nameof(options.ProviderEndpoints)),
            (options.Providers, nameof(options.Providers)), (options.Policies, nameof(options.Policies)), (options.Routing, nameof(options.Routing)), (options.SpendLimits, nameof(options.SpendLimits)),
            (options.Timeouts, nameof(options.Timeouts)), (options.Limits, nameof(options.Limits)), (options.TimeProvider, nameof(options.TimeProvider))])
        {
            if (member is null)
            {
                throw new ArgumentException($"{name} must not be null: leave it out for its default.", name);
            }
        }
    }

    private static FrozenDictionary<string, string> Keys(IDictionary<string, string> keys, string argument, Func<string, string, string> name) =>
        keys.Where(pair => !string.IsNullOrWhiteSpace(pair.Value)).ToFrozenDictionary(
            pair => name(pair.Key, argument),
            pair => Validate.Secret(pair.Value, $"{argument}:{pair.Key}"),
            StringComparer.OrdinalIgnoreCase);

    private static string EndpointHost(string host, string argument)
    {
        if (!Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var uri)
            || !(host.Equals(uri.Authority, StringComparison.OrdinalIgnoreCase) || host.Equals($"{uri.Host}:{uri.Port}", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException($"'{Validate.Printable(host)}' is not a host: write 'gpu.example.com' or 'gpu.example.com:8080', without scheme or path.", argument);
        }

        return host;
    }

    /// <summary>The given addresses and, when there is a stand-in for the providers' hosts, the addresses of all others below it.</summary>
    private static FrozenDictionary<string, Uri> Endpoints(IDictionary<string, Uri> given, ProviderRegistry providers, string? hosts)
    {
        var endpoints = given.ToDictionary(
            pair => Validate.ProviderName(pair.Key, nameof(InferenceProvidersOptions.ProviderEndpoints)),
            pair => Validate.KeyedAddress(pair.Value, $"{nameof(InferenceProvidersOptions.ProviderEndpoints)}:{pair.Key}"),
            StringComparer.OrdinalIgnoreCase);
        if (!string.IsNullOrWhiteSpace(hosts))
        {
            var root = FromVariable(hosts, HostsVariable).AbsoluteUri.TrimEnd('/');
            foreach (var provider in providers.All)
            {
                if (provider.BaseAddress is { } own)
                {
                    endpoints.TryAdd(provider.Name, new Uri($"{root}/{own.Authority}{own.AbsolutePath.TrimEnd('/')}"));
                }
            }
        }

        return endpoints.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static Uri Address(Uri? given, string argument, string? variable, string variableName, string fallback)
    {
        if (given is not null)
        {
            return Validate.KeyedAddress(given, argument);
        }

        return string.IsNullOrWhiteSpace(variable) ? new Uri(fallback) : FromVariable(variable, variableName);
    }

    private static Uri FromVariable(string value, string name) =>
        Uri.TryCreate(value.Trim(), UriKind.Absolute, out var uri)
            ? Validate.KeyedAddress(uri, name)
            : throw new ArgumentException($"The environment variable {name} must be an absolute https URL.", name);

    /// <summary>Whoever has all hosts on this machine has the files of their answers there too.</summary>
    private static bool IsLoopback(string? hosts) => Uri.TryCreate(hosts, UriKind.Absolute, out var address) && address.IsLoopback;
}
