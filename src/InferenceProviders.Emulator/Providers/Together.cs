using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class Together
{
    public static ProviderProfile Profile { get; } = new("together")
    {
        Reasoning = ReasoningForm.Reasoning,
        Finish = new(Stop: "eos"),
        Usage = UsageForm.WithFinish,
        Errors = ErrorForm.Object,
    };
}
