using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class Scaleway
{
    public static ProviderProfile Profile { get; } = new("scaleway")
    {
        CompletionsPath = "/v1/completions",
        ToolCalls = new() { Arguments = ArgumentsForm.TextOrEmpty },
        Stream = new() { RoleFirst = true },
        Errors = ErrorForm.VllmObject,
    };
}
