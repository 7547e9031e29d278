using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Hyperbolic
{
    public static EmulatedProvider Profile { get; } = new("hyperbolic")
    {
        Reasoning = ReasoningForm.ReasoningDetails,
        Finish = new(Stop: ""),
        ToolCalls = new() { Id = IdForm.Missing, Arguments = ArgumentsForm.TextOrNull },
        Usage = UsageForm.Always,
        Errors = ErrorForm.PlainText,
    };
}
