using System.Collections.Frozen;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>The profiles of all chat providers, by name.</summary>
internal static class ProfileTable
{
    /// <summary>A model server of one's own: vLLM, TGI, llama.cpp server.</summary>
    public static EmulatedProvider Endpoint { get; } = new("endpoint") { CompletionsPath = "/v1/completions" };

    /// <summary>The providers of images, videos and sound that have no chat.</summary>
    private static readonly FrozenDictionary<string, EmulatedProvider> WithoutChat = new EmulatedProvider[]
    {
        new("black-forest-labs") { Errors = ErrorForm.DetailList, InvalidStatus = 422 },
        new("fal-ai") { Errors = ErrorForm.DetailList, InvalidStatus = 422 },
        new("replicate") { Errors = ErrorForm.Problem, InvalidStatus = 422 },
        new("wavespeed") { Errors = ErrorForm.Reason },
    }.ToFrozenDictionary(profile => profile.Name);

    /// <summary>A provider's profile, with chat or without.</summary>
    public static EmulatedProvider? Find(string name) => ByName.GetValueOrDefault(name) ?? WithoutChat.GetValueOrDefault(name);

    public static FrozenDictionary<string, EmulatedProvider> ByName { get; } = new[]
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
