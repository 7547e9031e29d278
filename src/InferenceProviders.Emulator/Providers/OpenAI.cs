using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

/// <summary>The form that the others deviate from.</summary>
internal static class OpenAI
{
    public static ProviderProfile Profile { get; } = new("openai")
    {
        Stream = new() { RoleFirst = true },
        Errors = ErrorForm.Object,
    };
}
