using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class PublicAI
{
    public static EmulatedProvider Profile { get; } = new("publicai")
    {
        FractionalCreated = true,
        Stream = new() { KeepAlive = ":" },
        Errors = ErrorForm.TextArray,
    };
}
