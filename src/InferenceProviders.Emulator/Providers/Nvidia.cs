using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Nvidia
{
    public static EmulatedProvider Profile { get; } = new("nvidia")
    {
        Reasoning = ReasoningForm.ThinkTags,
        Finish = new(ToolCalls: "stop"),
        Usage = UsageForm.NullChoices,
        RequestIdHeader = "nvcf-reqid",
        Errors = ErrorForm.Problem,
    };
}
