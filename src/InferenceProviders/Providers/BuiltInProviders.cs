using InferenceProviders.Providers;

namespace InferenceProviders;

/// <summary>The providers that come with the library: the one list of them.</summary>
public static class BuiltInProviders
{
    private static readonly ProviderRegistry All = new(
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
    ],
    Endpoint.Create());

    extension(ProviderRegistry)
    {
        /// <summary>Gets the providers that come with the library.</summary>
        public static ProviderRegistry BuiltIn => All;
    }
}
