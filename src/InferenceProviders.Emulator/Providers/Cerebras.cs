using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Cerebras
{
    public static EmulatedProvider Profile { get; } = new("cerebras")
    {
        Reasoning = ReasoningForm.Reasoning,
        ToolCalls = new() { Whole = true },
        Usage = UsageForm.WithFinish,
        Errors = ErrorForm.Flat,
        RefusedFields = ["store"],
        StrictReasoningReplay = true,
    };
}
