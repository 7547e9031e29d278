using System.Collections.Frozen;

namespace InferenceProviders;

/// <summary>
/// The providers that are known by name. Whether the Hub routes a model to one of them today is the Hub's mapping, not
/// this list; a provider that the Hub names and this list lacks is called in OpenAI's form.
/// </summary>
public sealed class ProviderRegistry
{
    private readonly FrozenDictionary<string, Provider> _providers;

    internal ProviderRegistry(IEnumerable<Provider> providers, Provider endpoint)
    {
        _providers = providers.ToFrozenDictionary(provider => provider.Name, StringComparer.OrdinalIgnoreCase);
        Endpoint = endpoint;
    }

    /// <summary>Every provider, in no particular order.</summary>
    public IReadOnlyList<Provider> All => _providers.Values;

    /// <summary>What stands for a server behind a URL of the caller's.</summary>
    internal Provider Endpoint { get; }

    /// <summary>The provider of that name, ignoring case, or null.</summary>
    /// <returns>The provider, or null when there is none of that name.</returns>
    public Provider? Find(string name) => _providers.GetValueOrDefault(name);

    /// <summary>The provider of that name, or one in OpenAI's form that only the router can reach.</summary>
    internal Provider FindOrGeneric(string name) => Find(name) ?? new Provider(name) { Chat = ChatDialect.OpenAI };

    internal ProviderRegistry With(IEnumerable<Provider> providers)
    {
        var all = new Dictionary<string, Provider>(_providers, StringComparer.OrdinalIgnoreCase);
        foreach (var provider in providers)
        {
            all[provider.Name] = provider;
        }

        return new(all.Values, Endpoint);
    }
}
