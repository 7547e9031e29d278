using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Together
{
    public static EmulatedProvider Profile { get; } = new("together")
    {
        CompletionsPath = "/v1/completions",
        Reasoning = ReasoningForm.Reasoning,
        Finish = new(Stop: "eos"),
        Usage = UsageForm.WithFinish,
        Errors = ErrorForm.Object,
    };
}
