using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Clarifai
{
    public static EmulatedProvider Profile { get; } = new("clarifai")
    {
        Finish = new(Stop: "end_turn", ToolCalls: "tool_use", Length: "max_tokens"),
        ToolCalls = new() { Index = IndexForm.AlwaysZero },
        Usage = UsageForm.NullChoices,
        Errors = ErrorForm.TextArray,
    };
}
