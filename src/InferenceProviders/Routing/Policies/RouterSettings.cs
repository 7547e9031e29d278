using System.Collections.Frozen;
using InferenceProviders.Catalog;
using InferenceProviders.Options;

namespace InferenceProviders.Routing.Policies;

/// <summary>The options of a router, validated and frozen, with what the environment adds.</summary>
internal sealed record RouterSettings : ConnectionSettings
{
    /// <summary>
    /// The keys by provider, at least one each. All have names, but the only one of a provider, which may have none.
    /// </summary>
    public required FrozenDictionary<string, ProviderKey[]> ProviderKeys { get; init; }

    /// <summary>The users' own limits by account, or by account and model with a slash between.</summary>
    public required FrozenDictionary<string, RateLimit> RateLimits { get; init; }

    /// <summary>Whether there is any limit of the users' own.</summary>
    public bool HasRateLimits { get; init; }

    public required FrozenDictionary<string, string> EndpointKeys { get; init; }

    /// <summary>The servers behind endpoint URLs that run tools, by host or host and port.</summary>
    public required FrozenDictionary<string, Provider> EndpointProviders { get; init; }

    public required FrozenDictionary<string, Uri> ProviderEndpoints { get; init; }

    public string? BillTo { get; init; }

    public string? Provider { get; init; }

    public required ProviderRegistry Providers { get; init; }

    public required RoutingRules Routing { get; init; }

    public bool KeepRawStreamEvents { get; init; }

    public bool CaptureMessageContent { get; init; }

    public SpendLimit? SpendLimit { get; init; }

    public required FrozenDictionary<string, SpendLimit> SpendLimits { get; init; }

    /// <summary>What each tenant and user may spend, by the name of the level.</summary>
    public required FrozenDictionary<string, SpendLevel> SpendLevels { get; init; }

    /// <summary>What models cost by the user's own prices.</summary>
    public required PriceTable Prices { get; init; }

    /// <summary>What is known of how data is treated, by provider, endpoint and for Hugging Face itself.</summary>
    public required FrozenDictionary<string, DataFacts> DataPolicies { get; init; }

    /// <summary>How it shares with other processes; its store is null where it does not.</summary>
    public required SharingOptions Sharing { get; init; }

    /// <summary>Numbers of 0 to 1, by which waits are spread.</summary>
    public required Func<double> Chance { get; init; }

    /// <summary>The same settings with the token of somebody else, and without this one.</summary>
    public RouterSettings With(Func<CancellationToken, ValueTask<string?>> token) => this with
    {
        Token = null,
        TokenProvider = token,
    };

    /// <summary>The key for an endpoint: that of its host and port, else that of its host.</summary>
    public string? EndpointKey(Uri endpoint) =>
        EndpointKeys.GetValueOrDefault($"{endpoint.Host}:{endpoint.Port}")
            ?? EndpointKeys.GetValueOrDefault(endpoint.Host);

    /// <summary>What a server behind an endpoint URL consists of: by its host and port, else by its host.</summary>
    public Provider EndpointProvider(Uri endpoint) =>
        EndpointProviders.Count == 0 ? Providers.Endpoint
        : EndpointProviders.GetValueOrDefault($"{endpoint.Host}:{endpoint.Port}")
            ?? EndpointProviders.GetValueOrDefault(endpoint.Host)
            ?? Providers.Endpoint;

    /// <summary>What is known of how a provider treats the data of calls on an account; null for nothing.</summary>
    public DataFacts? DataOf(string provider, AuthMode mode) =>
        DataPolicies.GetValueOrDefault(provider) is not { } own ? null
        : mode == AuthMode.Routed && DataPolicies.GetValueOrDefault(DataFacts.HuggingFace) is { } router
            ? own.Through(router)
        : own;

    /// <summary>The same for an endpoint: by its host and port, else by its host.</summary>
    public DataFacts? DataOf(Uri endpoint) =>
        DataPolicies.GetValueOrDefault($"{endpoint.Host}:{endpoint.Port}")
            ?? DataPolicies.GetValueOrDefault(endpoint.Host);

    /// <summary>What a model of an endpoint costs by the user's own prices: by host and port, else by host.</summary>
    public UnitPrices? PricesOf(Uri endpoint, string model) =>
        Prices.Find($"{endpoint.Host}:{endpoint.Port}", model) ?? Prices.Find(endpoint.Host, model);
}
