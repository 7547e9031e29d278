using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Clarifai
{
    public static EmulatedProvider Provider { get; } = new("clarifai")
    {
        Chat = new()
        {
            ToolCalls = new() { Index = IndexForm.AlwaysZero },
            Usage = UsageForm.NullChoices,
        },
        Finish = new(Stop: "end_turn", ToolCalls: "tool_use", Length: "max_tokens"),
        Errors = ErrorForm.TextArray,
        Offers =
        [
            Offer.Chat("openai/gpt-oss-20b", "openai/chat-completion/models/gpt-oss-20b") with { OnHub = false },
        ],
    };
}
