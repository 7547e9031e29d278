using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class Baseten
{
    public static ProviderProfile Profile { get; } = new("baseten")
    {
        Errors = ErrorForm.Text,
        Stream = new() { RoleFirst = true },
    };
}
