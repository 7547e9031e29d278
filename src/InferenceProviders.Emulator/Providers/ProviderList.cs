using InferenceProviders.Emulator.Contracts;

namespace InferenceProviders.Emulator.Providers;

/// <summary>The providers, in the order in which the Hub usually names them.</summary>
internal static class ProviderList
{
    public static IReadOnlyList<EmulatedProvider> All { get; } =
    [
        ZaiOrg.Provider,
        FalAI.Provider,
        Cerebras.Provider,
        Cohere.Provider,
        Groq.Provider,
        PublicAI.Provider,
        FireworksAI.Provider,
        Baseten.Provider,
        Nscale.Provider,
        Scaleway.Provider,
        DeepInfra.Provider,
        Replicate.Provider,
        Together.Provider,
        OvhCloud.Provider,
        Novita.Provider,
        FeatherlessAI.Provider,
        Newcomer.Provider,
        Clarifai.Provider,
        SambaNova.Provider,
        Nvidia.Provider,
        HFInference.Provider,
        WaveSpeed.Provider,
        BlackForestLabs.Provider,
        Hyperbolic.Provider,
        OpenAI.Provider,
        Nebius.Provider,
        LlamaServer.Provider,
    ];
}
