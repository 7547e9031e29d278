using System.Collections.Frozen;

namespace InferenceProviders.Emulator.Providers;

/// <summary>The profiles of all chat providers, by name.</summary>
internal static class ProfileTable
{
    /// <summary>A model server of one's own: vLLM, TGI, llama.cpp server.</summary>
    public static ProviderProfile Endpoint { get; } = new("endpoint") { CompletionsPath = "/v1/completions" };

    public static FrozenDictionary<string, ProviderProfile> ByName { get; } = new[]
    {
        Baseten.Profile,
        Cerebras.Profile,
        Clarifai.Profile,
        Cohere.Profile,
        DeepInfra.Profile,
        FeatherlessAI.Profile,
        FireworksAI.Profile,
        Groq.Profile,
        HFInference.Profile,
        Hyperbolic.Profile,
        Nebius.Profile,
        Newcomer.Profile,
        Novita.Profile,
        Nscale.Profile,
        Nvidia.Profile,
        OpenAI.Profile,
        OvhCloud.Profile,
        PublicAI.Profile,
        SambaNova.Profile,
        Scaleway.Profile,
        Together.Profile,
        ZaiOrg.Profile,
    }.ToFrozenDictionary(profile => profile.Name);
}
