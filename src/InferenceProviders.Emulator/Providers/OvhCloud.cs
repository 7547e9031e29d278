using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class OvhCloud
{
    public static ProviderProfile Profile { get; } = new("ovhcloud")
    {
        CompletionsPath = "/v1/completions",
        ToolCalls = new() { Index = IndexForm.AlwaysZero, Whole = true },
        Stream = new() { DataPrefix = "data:", RoleFirst = true },
        Errors = ErrorForm.Flat,
    };
}
