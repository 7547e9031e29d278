using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class OvhCloud
{
    public static EmulatedProvider Profile { get; } = new("ovhcloud")
    {
        CompletionsPath = "/v1/completions",
        ToolCalls = new() { Index = IndexForm.AlwaysZero, Whole = true },
        Stream = new() { DataPrefix = "data:", RoleFirst = true },
        Errors = ErrorForm.Flat,
    };
}
