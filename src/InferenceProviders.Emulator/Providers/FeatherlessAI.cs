using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class FeatherlessAI
{
    public static EmulatedProvider Profile { get; } = new("featherless-ai")
    {
        CompletionsPath = "/v1/completions",
        Reasoning = ReasoningForm.ThinkTags,
        ToolCalls = new() { Id = IdForm.Null, Whole = true },
        Stream = new() { RoleFirst = true, KeepAlive = ": FEATHERLESS PROCESSING" },
        Errors = ErrorForm.Object,
    };
}
