using System.Collections.Frozen;
using InferenceProviders.Providers;

namespace InferenceProviders;

/// <summary>
/// The providers that are known by name. Whether the Hub routes a model to one of them today is the Hub's mapping, not this list;
/// a provider that the Hub names and this list lacks is called in OpenAI's form.
/// </summary>
public sealed class ProviderRegistry
{
    private readonly FrozenDictionary<string, Provider> _providers;

    private ProviderRegistry(IEnumerable<Provider> providers) =>
        _providers = providers.ToFrozenDictionary(provider => provider.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The built-in providers.</summary>
    public static ProviderRegistry BuiltIn { get; } = new(
    [
        Baseten.Create(),
        BlackForestLabs.Create(),
        Cerebras.Create(),
        Clarifai.Create(),
        Cohere.Create(),
        DeepInfra.Create(),
        FalAI.Create(),
        FeatherlessAI.Create(),
        FireworksAI.Create(),
        Groq.Create(),
        HFInference.Create(),
        Hyperbolic.Create(),
        Nebius.Create(),
        Novita.Create(),
        Nscale.Create(),
        Nvidia.Create(),
        OpenAI.Create(),
        OvhCloud.Create(),
        PublicAI.Create(),
        Replicate.Create(),
        SambaNova.Create(),
        Scaleway.Create(),
        Together.Create(),
        WaveSpeed.Create(),
        ZaiOrg.Create(),
    ]);

    /// <summary>Every provider, in no particular order.</summary>
    public IReadOnlyList<Provider> All => _providers.Values;

    /// <summary>The provider of that name, ignoring case, or null.</summary>
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

        return new(all.Values);
    }
}
