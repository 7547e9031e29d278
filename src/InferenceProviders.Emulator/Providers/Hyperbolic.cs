using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class Hyperbolic
{
    public static ProviderProfile Profile { get; } = new("hyperbolic")
    {
        Reasoning = ReasoningForm.ReasoningDetails,
        Finish = new(Stop: ""),
        ToolCalls = new() { Id = IdForm.Missing, Arguments = ArgumentsForm.TextOrNull },
        Usage = UsageForm.Always,
        Errors = ErrorForm.PlainText,
    };
}
