using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>
/// A provider that the Hub names and the library has never heard of: they come without notice, in OpenAI's form.
/// </summary>
internal static class Newcomer
{
    public static EmulatedProvider Provider { get; } = new("newcomer")
    {
        Chat = new()
        {
            Reasoning = ReasoningForm.ReasoningDetails,
        },
        Errors = ErrorForm.Object,
        Offers =
        [
            Offer.Chat("openai/gpt-oss-20b", "gpt-oss-20b"),
        ],
    };
}
