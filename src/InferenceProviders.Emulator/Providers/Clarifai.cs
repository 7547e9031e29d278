using InferenceProviders.Emulator.Errors;

namespace InferenceProviders.Emulator.Providers;

internal static class Clarifai
{
    public static ProviderProfile Profile { get; } = new("clarifai")
    {
        Finish = new(Stop: "end_turn", ToolCalls: "tool_use", Length: "max_tokens"),
        ToolCalls = new() { Index = IndexForm.AlwaysZero },
        Usage = UsageForm.NullChoices,
        Errors = ErrorForm.TextArray,
    };
}
