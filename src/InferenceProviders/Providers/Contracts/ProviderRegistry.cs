namespace InferenceProviders;

/// <summary>
/// The providers that are known by name. Whether the Hub routes a model to one of them today is the Hub's mapping, not
/// this list; a provider that the Hub names and this list lacks is called in OpenAI's form.
/// </summary>
public sealed class ProviderRegistry
{
    private readonly Dictionary<string, Lazy<Provider>> _providers;
    private readonly Lazy<Provider> _endpoint;
    private volatile IReadOnlyList<Provider>? _all;

    /// <param name="providers">What makes the provider of a name, when somebody asks for it.</param>
    /// <param name="endpoint">What makes the one that stands for URLs.</param>
    internal ProviderRegistry(IEnumerable<KeyValuePair<string, Func<Provider>>> providers, Func<Provider> endpoint)
    {
        _providers = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, create) in providers)
        {
            _providers.Add(name, new(create));
        }

        _endpoint = new(endpoint);
    }

    private ProviderRegistry(Dictionary<string, Lazy<Provider>> providers, Lazy<Provider> endpoint)
    {
        _providers = providers;
        _endpoint = endpoint;
    }

    /// <summary>Every provider, in no particular order.</summary>
    public IReadOnlyList<Provider> All => _all ??= [.. _providers.Values.Select(provider => provider.Value)];

    /// <summary>The name of every provider, for which none of them is made.</summary>
    internal IEnumerable<string> Names => _providers.Keys;

    /// <summary>What stands for a server behind a URL of the caller's.</summary>
    internal Provider Endpoint => _endpoint.Value;

    /// <summary>The provider of that name, ignoring case, or null.</summary>
    /// <returns>The provider, or null when there is none of that name.</returns>
    public Provider? Find(string name) => _providers.GetValueOrDefault(name)?.Value;

    /// <summary>Whether there is a provider of that name, ignoring case.</summary>
    internal bool Has(string name) => _providers.ContainsKey(name);

    /// <summary>The provider of that name, or one in OpenAI's form that only the router can reach.</summary>
    internal Provider FindOrGeneric(string name) => Find(name) ?? new Provider(name) { Chat = ChatDialect.OpenAI };

    internal ProviderRegistry With(IEnumerable<Provider> providers)
    {
        var all = new Dictionary<string, Lazy<Provider>>(_providers, StringComparer.OrdinalIgnoreCase);
        foreach (var provider in providers)
        {
            all[provider.Name] = new(provider);
        }

        return new(all, _endpoint);
    }
}
