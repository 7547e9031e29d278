using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class PublicAI
{
    public static ProviderProfile Profile { get; } = new("publicai")
    {
        FractionalCreated = true,
        Stream = new() { KeepAlive = ":" },
        Errors = ErrorForm.TextArray,
    };
}
