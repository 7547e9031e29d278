using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Scaleway
{
    public static EmulatedProvider Profile { get; } = new("scaleway")
    {
        CompletionsPath = "/v1/completions",
        ToolCalls = new() { Arguments = ArgumentsForm.TextOrEmpty },
        Stream = new() { RoleFirst = true },
        Errors = ErrorForm.VllmObject,
    };
}
