using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class Nvidia
{
    public static ProviderProfile Profile { get; } = new("nvidia")
    {
        Reasoning = ReasoningForm.ThinkTags,
        Finish = new(ToolCalls: "stop"),
        Usage = UsageForm.NullChoices,
        RequestIdHeader = "nvcf-reqid",
        Errors = ErrorForm.Problem,
    };
}
