using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>The form that the others deviate from.</summary>
internal static class OpenAI
{
    public static EmulatedProvider Provider { get; } = new("openai")
    {
        Chat = new(),
        Stream = new() { RoleFirst = true },
        Errors = ErrorForm.Object,
        Offers =
        [
            Offer.Chat("gpt-4o-mini", "gpt-4o-mini") with { OnHub = false, ContextLength = 128_000 },
            Offer.Chat("o4-mini", "o4-mini") with { OnHub = false, ContextLength = 200_000 },
        ],
    };
}
