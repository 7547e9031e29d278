using InferenceProviders.Providers;

namespace InferenceProviders;

/// <summary>
/// The providers that come with the library: the one list of them. Each is made when it is asked for.
/// </summary>
public static class BuiltInProviders
{
    private static readonly ProviderRegistry All = new(new Dictionary<string, Func<Provider>>
    {
        ["baseten"] = Baseten.Create,
        ["black-forest-labs"] = BlackForestLabs.Create,
        ["cerebras"] = Cerebras.Create,
        ["clarifai"] = Clarifai.Create,
        ["cohere"] = Cohere.Create,
        ["deepinfra"] = DeepInfra.Create,
        ["fal-ai"] = FalAI.Create,
        ["featherless-ai"] = FeatherlessAI.Create,
        ["fireworks-ai"] = FireworksAI.Create,
        ["groq"] = Groq.Create,
        ["hf-inference"] = HFInference.Create,
        ["hyperbolic"] = Hyperbolic.Create,
        ["nebius"] = Nebius.Create,
        ["novita"] = Novita.Create,
        ["nscale"] = Nscale.Create,
        ["nvidia"] = Nvidia.Create,
        ["openai"] = OpenAI.Create,
        ["ovhcloud"] = OvhCloud.Create,
        ["publicai"] = PublicAI.Create,
        ["replicate"] = Replicate.Create,
        ["sambanova"] = SambaNova.Create,
        ["scaleway"] = Scaleway.Create,
        ["together"] = Together.Create,
        ["wavespeed"] = WaveSpeed.Create,
        ["zai-org"] = ZaiOrg.Create,
    },
    Endpoint.Create);

    extension(ProviderRegistry)
    {
        /// <summary>Gets the providers that come with the library.</summary>
        public static ProviderRegistry BuiltIn => All;
    }
}
