using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Nscale
{
    public static EmulatedProvider Profile { get; } = new("nscale")
    {
        ToolCalls = new() { Index = IndexForm.Missing },
        Stream = new() { LineEnd = "\r\n" },
        Errors = ErrorForm.Object,
    };
}
