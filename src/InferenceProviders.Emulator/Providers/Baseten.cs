using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Baseten
{
    public static EmulatedProvider Profile { get; } = new("baseten")
    {
        Errors = ErrorForm.Text,
        Stream = new() { RoleFirst = true },
    };
}
