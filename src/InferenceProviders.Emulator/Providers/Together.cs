using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class Together
{
    public static ProviderProfile Profile { get; } = new("together")
    {
        CompletionsPath = "/v1/completions",
        Reasoning = ReasoningForm.Reasoning,
        Finish = new(Stop: "eos"),
        Usage = UsageForm.WithFinish,
        Errors = ErrorForm.Object,
    };
}
