using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Cohere
{
    public static EmulatedProvider Provider { get; } = new("cohere")
    {
        Chat = new()
        {
            Reasoning = ReasoningForm.ContentParts,
            ContentParts = true,
            ToolCalls = new() { Arguments = ArgumentsForm.TextOrEmpty },
            Usage = UsageForm.WithFinish,
        },
        Stream = new() { RoleFirst = true, EventLines = true },
        Errors = ErrorForm.Flat,
        InvalidStatus = 422,
        Offers =
        [
            Offer.Chat("CohereLabs/aya-expanse-32b", "c4ai-aya-expanse-32b", 0.5, 1.5, 350, 100)
                with { Tools = false, ModelAuthor = true },
            Offer.Chat("CohereLabs/aya-vision-32b", "c4ai-aya-vision-32b", 0.5, 1.5, 420, 80)
                with { ContextLength = 16_384, Tools = false, ModelAuthor = true },
            Offer.Chat("CohereLabs/command-a-reasoning-08-2025", "command-a-reasoning-08-2025", 2.5, 10, 450, 110)
                with { ContextLength = 256_000, ModelAuthor = true },
        ],
    };
}
