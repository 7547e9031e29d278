namespace InferenceProviders.Emulator.Tests;

/// <summary>
/// Every provider that the library has chat for, with a model that thinks and calls tools where it has one.
/// </summary>
public static class ChatProviders
{
    public static TheoryData<string> All { get; } = new(
        ProviderRegistry.BuiltIn.All.Where(provider => provider.Chat is not null).Select(provider => provider.Name)
        .Order());

    /// <summary>Those that the Hub dropped on 2026-07-01.</summary>
    public static IReadOnlyList<string> Dropped { get; } = ["clarifai", "hyperbolic", "nebius", "nvidia", "sambanova"];

    /// <summary>The provider's own id of a model with tools: one that thinks when there is one.</summary>
    public static string ModelId(EmulatorHost host, string provider, bool reasoning = true) =>
        Offer(host, provider, reasoning).ProviderId;

    public static EmulatorOffer Offer(EmulatorHost host, string provider, bool reasoning = true) => host.Models
        .OrderByDescending(model => model.Reasoning == reasoning)
        .SelectMany(model => model.Offers)
        .First(offer => offer is { Task: "conversational", Status: "live", Tools: true } && offer.Provider == provider);

    /// <summary>The path of a provider's chat route on its own host, or behind the router.</summary>
    public static string Path(string provider, string model) =>
        ProviderRegistry.BuiltIn.Find(provider)!.Chat!.Path.Replace("{model}", model, StringComparison.Ordinal);

    /// <summary>
    /// Where to send it, and with what: at the provider's own host; HF Inference has none and is routed.
    /// </summary>
    public static (string Path, string Authorization) Direct(string provider, string model)
    {
        var known = ProviderRegistry.BuiltIn.Find(provider)!;
        return known.BaseAddress is null
            ? ($"{provider}{Path(provider, model)}", "Bearer hf_emulator")
            : ($"hosts/{known.BaseAddress.Authority}{Path(provider, model)}", $"{known.AuthScheme} key-{provider}");
    }
}
