using System.Collections.Frozen;
using InferenceProviders.Catalog;
using InferenceProviders.Options;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Policies;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceProviders;

/// <summary>
/// Validates the options of a router and freezes them, with what the environment adds. The one place that knows the
/// built-in providers and policies.
/// </summary>
internal static class RouterSettingsFactory
{
    public const string RouterVariable = "INFERENCE_PROVIDERS_ROUTER";
    public const string HostsVariable = "INFERENCE_PROVIDERS_HOSTS";
    private const string ContentVariable = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";
    private const string DefaultRouter = "https://router.huggingface.co";
    private const string DefaultHub = "https://huggingface.co";

    /// <param name="options">The options.</param>
    /// <param name="environment">The environment; null for the process's own.</param>
    /// <param name="previous">
    /// The settings that these come after; what cannot change while a router lives is taken from there.
    /// </param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public static RouterSettings Create(
        InferenceProvidersOptions options, Func<string, string?>? environment = null, RouterSettings? previous = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireMembers(options);
        RequireOneSender(options);
        var variable = options.UseEnvironment ? environment ?? Environment.GetEnvironmentVariable : static _ => null;
        var token = options.Token is { } given ? Validate.HubToken(given, nameof(options.Token))
            : options.TokenProvider is null && HubToken.FromEnvironment(variable) is { } found
                ? Validate.HubToken(found, "HF_TOKEN")
            : null;
        var providers = options.Providers.Count == 0
            ? ProviderRegistry.BuiltIn
            : ProviderRegistry.BuiltIn.With(options.Providers);
        var keys = OwnKeys.Check(options.ProviderKeys, nameof(options.ProviderKeys));
        var rates = OwnLimits.Check(options.RateLimits, nameof(options.RateLimits));
        return new RouterSettings
        {
            TokenProvider = options.TokenProvider,
            Token = token,
            ProviderKeys = keys,
            RateLimits = rates,
            HasRateLimits = rates.Count > 0 || (keys.Count > 0 && HaveLimits(keys)),
            EndpointKeys = Keys(options.EndpointKeys, nameof(options.EndpointKeys)),
            EndpointProviders = Tools(options.EndpointTools, nameof(options.EndpointTools)),
            BillTo = string.IsNullOrEmpty(options.BillTo)
                ? null
                : Validate.Organization(options.BillTo, nameof(options.BillTo)),
            Provider = options.Provider is null || options.Provider.Equals("auto", StringComparison.OrdinalIgnoreCase)
                ? null
                : Validate.ProviderName(options.Provider, nameof(options.Provider)),
            RouterEndpoint = Address(
                options.RouterEndpoint, nameof(options.RouterEndpoint), variable(RouterVariable), RouterVariable,
                    DefaultRouter),
            HubEndpoint = Address(
                options.HubEndpoint, nameof(options.HubEndpoint), variable("HF_ENDPOINT"), "HF_ENDPOINT", DefaultHub),
            Providers = providers,
            ProviderEndpoints = Endpoints(options.ProviderEndpoints, providers, variable(HostsVariable)),
            Timeouts = Check(options.Timeouts),
            Limits = Check(options.Limits),
            MappingLifetime = Validate.Duration(options.MappingLifetime, nameof(options.MappingLifetime)),
            CatalogLifetime = Validate.Duration(options.CatalogLifetime, nameof(options.CatalogLifetime)),
            Routing = new RoutingRules(
                options.Routing with { SpendLimit = options.Routing.SpendLimit?.After(previous?.Routing.SpendLimit) },
                [.. BuiltInPolicies.All, .. options.Policies], options.Chance),
            KeepRawStreamEvents = options.KeepRawStreamEvents,
            SpendLimit = options.SpendLimit?.After(previous?.SpendLimit),
            SpendLimits = options.SpendLimits.Freeze(
                static name => name,
                (name, limit) => limit.After(previous?.SpendLimits.GetValueOrDefault(name))),
            SpendLevels = SpendLevel.Check(options.SpendLevels, nameof(options.SpendLevels)),
            Prices = new PriceTable(options.Prices, ProviderOrHost, nameof(options.Prices)),
            DataPolicies = DataPolicies(options.DataPolicies, nameof(options.DataPolicies)),
            Sharing = Check(options.Sharing),
            CaptureMessageContent = options.CaptureMessageContent
                ?? (bool.TryParse(variable(ContentVariable), out var capture) && capture),
            AllowLoopbackDownloads = options.AllowLoopbackDownloads || IsLoopback(variable(HostsVariable)),
            HttpClient = options.HttpClient,
            HttpMessageHandler = options.HttpMessageHandler,
            HttpClientFactory = options.HttpClientFactory,
            ResolveHost = options.ResolveHost,
            UserAgent = ProductNames.UserAgent(options.ApplicationName, nameof(options.ApplicationName)),
            LoggerFactory = previous?.LoggerFactory ?? options.LoggerFactory ?? NullLoggerFactory.Instance,
            TimeProvider = previous?.TimeProvider ?? options.TimeProvider,
            Chance = options.Chance,
        };
    }

    private static InferenceTimeouts Check(InferenceTimeouts timeouts) => timeouts with
    {
        Connect = Validate.Duration(timeouts.Connect, nameof(timeouts.Connect)),
        FirstToken = Validate.Duration(timeouts.FirstToken, nameof(timeouts.FirstToken)),
        BetweenTokens = Validate.Duration(timeouts.BetweenTokens, nameof(timeouts.BetweenTokens)),
        Call = Validate.Duration(timeouts.Call, nameof(timeouts.Call)),
    };

    private static SharingOptions Check(SharingOptions sharing) => sharing with
    {
        MaxWait = Validate.Duration(sharing.MaxWait, nameof(sharing.MaxWait)),
        LeaseAhead = Validate.Duration(sharing.LeaseAhead, nameof(sharing.LeaseAhead)),
        LeaseTime = LeaseTime(sharing.LeaseTime, nameof(sharing.LeaseTime)),
        WhenStoreIsDown = Behavior(sharing.WhenStoreIsDown, nameof(sharing.WhenStoreIsDown)),
    };

    private static TimeSpan LeaseTime(TimeSpan time, string argument) =>
        time >= TimeSpan.FromSeconds(1) ? Validate.Duration(time, argument)
            : throw new ArgumentOutOfRangeException(argument, time, "A lease must be at least one second long.");

    private static StoreDownBehavior Behavior(StoreDownBehavior behavior, string argument) =>
        behavior is StoreDownBehavior.Refuse or StoreDownBehavior.Allow ? behavior
            : throw new ArgumentOutOfRangeException(argument, behavior, "The behavior must be Refuse or Allow.");

    private static InferenceLimits Check(InferenceLimits limits) => limits with
    {
        LineBytes = (int)Validate.Size(limits.LineBytes, nameof(limits.LineBytes)),
        ResponseBytes = Validate.Size(limits.ResponseBytes, nameof(limits.ResponseBytes)),
        DownloadBytes = Validate.Size(limits.DownloadBytes, nameof(limits.DownloadBytes)),
        RequestBytes = Validate.Size(limits.RequestBytes, nameof(limits.RequestBytes)),
    };

    private static void RequireOneSender(InferenceProvidersOptions options)
    {
        if ((options.HttpClient is null ? 0 : 1) + (options.HttpMessageHandler is null ? 0 : 1)
            + (options.HttpClientFactory is null ? 0 : 1) > 1)
        {
            throw new ArgumentException(
                "Set at most one of HttpClient, HttpMessageHandler and HttpClientFactory.", nameof(options));
        }
    }

    private static void RequireMembers(InferenceProvidersOptions options)
    {
        Require(options.ProviderKeys, nameof(options.ProviderKeys));
        Require(options.EndpointKeys, nameof(options.EndpointKeys));
        Require(options.EndpointTools, nameof(options.EndpointTools));
        Require(options.ProviderEndpoints, nameof(options.ProviderEndpoints));
        Require(options.Providers, nameof(options.Providers));
        Require(options.Policies, nameof(options.Policies));
        Require(options.Routing, nameof(options.Routing));
        Require(options.SpendLimits, nameof(options.SpendLimits));
        Require(options.SpendLevels, nameof(options.SpendLevels));
        Require(options.RateLimits, nameof(options.RateLimits));
        Require(options.DataPolicies, nameof(options.DataPolicies));
        Require(options.Prices, nameof(options.Prices));
        Require(options.Sharing, nameof(options.Sharing));
        Require(options.Timeouts, nameof(options.Timeouts));
        Require(options.Limits, nameof(options.Limits));
        Require(options.TimeProvider, nameof(options.TimeProvider));
    }

    private static void Require(object? member, string name)
    {
        if (member is null)
        {
            throw new ArgumentException($"{name} must not be null: leave it unset for its default.", name);
        }
    }

    private static bool HaveLimits(FrozenDictionary<string, ProviderKey[]> keys) =>
        keys.Values.Any(list => list.Any(key => key.RateLimit is not null));

    private static FrozenDictionary<string, string> Keys(
        IDictionary<string, string> keys, string argument) =>
        keys.Freeze(
            host => EndpointHost(host, argument),
            (host, key) => Validate.Secret(key, $"{argument}:{host}"),
            static key => !string.IsNullOrWhiteSpace(key));

    private static FrozenDictionary<string, Provider> Tools(
        IDictionary<string, HostedTools> tools, string argument) =>
        tools.Count == 0 ? FrozenDictionary<string, Provider>.Empty : tools.Freeze(
            host => EndpointHost(host, argument),
            (host, run) => (run & ~HostedTools.All) == 0
                ? Providers.Endpoint.Create(run, host)
                : throw new ArgumentOutOfRangeException(
                    argument, run, $"The tools of '{host}' must be members of HostedTools."));

    private static FrozenDictionary<string, DataFacts> DataPolicies(
        IDictionary<string, DataPolicy> policies, string argument) =>
        policies.Freeze(
            name => ProviderOrHost(name, argument),
            (name, policy) => new DataFacts(
                policy ?? throw new ArgumentException("A policy must not be null: remove the entry.", argument),
                $"{argument}:{name}"));

    private static string ProviderOrHost(string name, string argument) =>
        Validate.IsProviderName(name.ToLowerInvariant()) ? name : EndpointHost(name, argument);

    private static string EndpointHost(string host, string argument)
    {
        if (!Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var uri)
            || !(host.Equals(uri.Authority, StringComparison.OrdinalIgnoreCase)
                || host.Equals($"{uri.Host}:{uri.Port}", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException(
                $"'{Validate.Printable(host)}' is not a host: write 'gpu.example.com' or 'gpu.example.com:8080', "
                + $"without scheme or path.",
                argument);
        }

        return host;
    }

    /// <summary>
    /// The given addresses and, when there is a stand-in for the providers' hosts, the addresses of all others below
    /// it.
    /// </summary>
    private static FrozenDictionary<string, Uri> Endpoints(
        IDictionary<string, Uri> given, ProviderRegistry providers, string? hosts)
    {
        const string Argument = nameof(InferenceProvidersOptions.ProviderEndpoints);
        var endpoints = given.Freeze(
            static name => Validate.ProviderName(name, Argument),
            static (name, address) => Validate.KeyedAddress(address, $"{Argument}:{name}"));
        if (string.IsNullOrWhiteSpace(hosts))
        {
            return endpoints;
        }

        var root = FromVariable(hosts, HostsVariable).AbsoluteUri.TrimEnd('/');
        var all = new Dictionary<string, Uri>(endpoints, StringComparer.OrdinalIgnoreCase);
        foreach (var provider in providers.All)
        {
            if (provider.BaseAddress is { } own)
            {
                all.TryAdd(provider.Name, new Uri($"{root}/{own.Authority}{own.AbsolutePath.TrimEnd('/')}"));
            }
        }

        return all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
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
    private static bool IsLoopback(string? hosts) =>
        Uri.TryCreate(hosts, UriKind.Absolute, out var address) && address.IsLoopback;
}
