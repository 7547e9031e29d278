using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class Groq
{
    public static ProviderProfile Profile { get; } = new("groq")
    {
        Reasoning = ReasoningForm.Reasoning,
        ToolCalls = new() { Whole = true },
        Stream = new() { RoleFirst = true },
        Errors = ErrorForm.Object,
        StrictReasoningReplay = true,
    };
}
