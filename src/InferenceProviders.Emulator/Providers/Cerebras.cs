using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class Cerebras
{
    public static ProviderProfile Profile { get; } = new("cerebras")
    {
        Reasoning = ReasoningForm.Reasoning,
        ToolCalls = new() { Whole = true },
        Usage = UsageForm.WithFinish,
        Errors = ErrorForm.Flat,
        RefusedFields = ["store"],
        StrictReasoningReplay = true,
    };
}
