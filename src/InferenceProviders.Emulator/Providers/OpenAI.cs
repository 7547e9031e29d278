using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>The form that the others deviate from.</summary>
internal static class OpenAI
{
    public static EmulatedProvider Profile { get; } = new("openai")
    {
        Stream = new() { RoleFirst = true },
        Errors = ErrorForm.Object,
    };
}
