using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class Nscale
{
    public static ProviderProfile Profile { get; } = new("nscale")
    {
        ToolCalls = new() { Index = IndexForm.Missing },
        Stream = new() { LineEnd = "\r\n" },
        Errors = ErrorForm.Object,
    };
}
