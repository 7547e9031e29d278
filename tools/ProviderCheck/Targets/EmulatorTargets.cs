using InferenceProviders;
using InferenceProviders.Emulator;

namespace ProviderCheck.Targets;

/// <summary>
/// Every provider of an emulator, by the router and with a key; the router itself; model servers of one's own.
/// </summary>
internal static class EmulatorTargets
{
    /// <summary>vLLM and the like, and llama.cpp's server, by the hosts at which the emulator plays them.</summary>
    private static readonly Uri[] Servers = [new("https://vllm.example.org/v1"), new("https://llama.example.org/v1")];

    public static IReadOnlyList<CheckTarget> All(EmulatorHost emulator)
    {
        var names = emulator.Models.SelectMany(model => model.Offers).Select(offer =>
            offer.Provider).Distinct().Order().ToList();
        return
        [
            Router(emulator),
            .. names.Where(name => Has(emulator, name, hub: true)).Select(name => Routed(emulator, name)),
            .. names.Where(name => ProviderRegistry.BuiltIn.Find(name)?.BaseAddress is not null)
                .Select(name => Direct(emulator, name)),
            .. Servers.Select(server => Server(emulator, server)),
        ];
    }

    /// <summary>One provider, with a key of its own.</summary>
    public static CheckTarget Direct(EmulatorHost emulator, string provider)
    {
        var address = ProviderRegistry.BuiltIn.Find(provider)!.BaseAddress!;
        return new()
        {
            Name = $"{provider} (own key)",
            Options = () => emulator.RouterOptions(provider),
            Provider = provider,
            Auth = AuthMode.Direct,
            Secret = emulator.ProviderKey(provider),
            Models = Models(emulator, provider, hub: false),
            RealAddress = Real(emulator),
        };
    }

    private static CheckTarget Routed(EmulatorHost emulator, string provider) => new()
    {
        Name = $"{provider} (Hugging Face token)",
        Options = emulator.RouterOptions,
        Provider = provider,
        Auth = AuthMode.Routed,
        Secret = emulator.Token,
        Models = Models(emulator, provider, hub: true),
        RealAddress = Real(emulator),
    };

    private static CheckTarget Router(EmulatorHost emulator) => new()
    {
        Name = "router (Hugging Face token)",
        Options = emulator.RouterOptions,
        Auth = AuthMode.Routed,
        Secret = emulator.Token,
        Models = Models(emulator, null, hub: true),
        ModelList = new Uri(emulator.BaseAddress, "v1/models"),
        RealAddress = Real(emulator),
    };

    private static CheckTarget Server(EmulatorHost emulator, Uri server) => new()
    {
        Name = $"{server.Host} (endpoint)",
        Options = emulator.RouterOptions,
        Endpoint = emulator.HostAddress(server),
        Auth = AuthMode.Endpoint,
        HasKey = false,
        Models = new() { Chat = "local-model" },
        RealAddress = Real(emulator),
    };

    private static CheckModels Models(EmulatorHost emulator, string? provider, bool hub)
    {
        var chat = Offered("conversational").OrderByDescending(one => one.Offer.Tools).FirstOrDefault();
        return new()
        {
            Chat = chat.Model?.Id,
            Vision = Offered("conversational").FirstOrDefault(one => one.Model.Vision).Model?.Id,
            Reasoning = Offered("conversational").FirstOrDefault(one => one.Model.Reasoning).Model?.Id,
            Embedding = First("feature-extraction"),
            Image = First("text-to-image"),
            Speech = First("text-to-speech"),
            Transcription = First("automatic-speech-recognition"),
            Context = chat.Offer?.ContextLength,
        };

        string? First(string task) => Offered(task).FirstOrDefault().Model?.Id;

        IEnumerable<(EmulatorModel Model, EmulatorOffer Offer)> Offered(string task) =>
            from model in emulator.Models
            where !model.Gated
            from offer in model.Offers
            where offer.Task == task && offer.Status == "live" && (provider is null || offer.Provider == provider)
                && (offer.OnHub || !hub)
            select (model, offer);
    }

    private static bool Has(EmulatorHost emulator, string provider, bool hub) =>
        emulator.Models.SelectMany(model => model.Offers).Any(offer =>
            offer.Provider == provider && (offer.OnHub || !hub));

    /// <summary>What an address of the emulator stands for.</summary>
    private static Func<Uri, Uri> Real(EmulatorHost emulator) => address =>
    {
        if (address.Authority != emulator.BaseAddress.Authority)
        {
            return address;
        }

        const string Hosts = "/hosts/";
        return new(address.PathAndQuery switch
        {
            var path when path.StartsWith(Hosts, StringComparison.Ordinal) => $"https://{path[Hosts.Length..]}",
            var path when path.StartsWith("/api/", StringComparison.Ordinal) => $"https://huggingface.co{path}",
            var path => $"https://router.huggingface.co{path}",
        });
    };
}
