using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Groq
{
    public static EmulatedProvider Profile { get; } = new("groq")
    {
        Reasoning = ReasoningForm.Reasoning,
        ToolCalls = new() { Whole = true },
        Stream = new() { RoleFirst = true },
        Errors = ErrorForm.Object,
        StrictReasoningReplay = true,
    };
}
