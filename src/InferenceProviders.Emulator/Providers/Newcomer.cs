using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>A provider that the Hub names and the library has never heard of: they come without notice, in OpenAI's form.</summary>
internal static class Newcomer
{
    public static EmulatedProvider Profile { get; } = new("newcomer")
    {
        Reasoning = ReasoningForm.ReasoningDetails,
        Errors = ErrorForm.Object,
    };
}
