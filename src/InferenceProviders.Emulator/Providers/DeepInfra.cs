using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class DeepInfra
{
    public static EmulatedProvider Profile { get; } = new("deepinfra")
    {
        CompletionsPath = "/v1/openai/completions",
        ToolCalls = new() { Whole = true, Index = IndexForm.Missing },
        Usage = UsageForm.Always,
        CostField = "estimated_cost",
        Errors = ErrorForm.DetailList,
        InvalidStatus = 422,
    };
}
