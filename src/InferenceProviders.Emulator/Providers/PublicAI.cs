using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class PublicAI
{
    public static EmulatedProvider Provider { get; } = new("publicai")
    {
        Chat = new()
        {
            FractionalCreated = true,
        },
        Stream = new() { KeepAlive = ":" },
        Errors = ErrorForm.TextArray,
        Offers =
        [
            Offer.Chat("swiss-ai/Apertus-8B-Instruct-2509", "swiss-ai/apertus-8b-instruct", 0, 0, 900, 50)
                with { ContextLength = 65_536 },
            Offer.Chat("aisingapore/Qwen-SEA-LION-v4-32B-IT", "aisingapore/qwen-sea-lion-v4-32b-it", 0, 0, 1000, 40)
                with { ContextLength = 32_768 },
        ],
    };
}
