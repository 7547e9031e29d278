using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class FeatherlessAI
{
    public static ProviderProfile Profile { get; } = new("featherless-ai")
    {
        CompletionsPath = "/v1/completions",
        Reasoning = ReasoningForm.ThinkTags,
        ToolCalls = new() { Id = IdForm.Null, Whole = true },
        Stream = new() { RoleFirst = true, KeepAlive = ": FEATHERLESS PROCESSING" },
        Errors = ErrorForm.Object,
    };
}
