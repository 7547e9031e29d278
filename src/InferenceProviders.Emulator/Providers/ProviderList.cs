using InferenceProviders.Emulator.Contracts;

namespace InferenceProviders.Emulator.Providers;

/// <summary>The providers, in the order in which the Hub names them.</summary>
internal static class ProviderList
{
    public static IReadOnlyList<EmulatedProvider> All { get; } =
    [
        Baseten.Provider,
        BlackForestLabs.Provider,
        Cerebras.Provider,
        Clarifai.Provider,
        Cohere.Provider,
        DeepInfra.Provider,
        FalAI.Provider,
        FeatherlessAI.Provider,
        FireworksAI.Provider,
        Groq.Provider,
        HFInference.Provider,
        Hyperbolic.Provider,
        Nebius.Provider,
        Newcomer.Provider,
        Novita.Provider,
        Nscale.Provider,
        Nvidia.Provider,
        OpenAI.Provider,
        OvhCloud.Provider,
        PublicAI.Provider,
        Replicate.Provider,
        SambaNova.Provider,
        Scaleway.Provider,
        Together.Provider,
        WaveSpeed.Provider,
        ZaiOrg.Provider,
    ];
}
