using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Nvidia
{
    public static EmulatedProvider Provider { get; } = new("nvidia")
    {
        Chat = new()
        {
            Reasoning = ReasoningForm.ThinkTags,
            Usage = UsageForm.NullChoices,
        },
        Finish = new(ToolCalls: "stop"),
        RequestIdHeader = "nvcf-reqid",
        Errors = ErrorForm.Problem,
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "openai/gpt-oss-120b") with { OnHub = false },
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "meta/llama-3.3-70b-instruct") with { OnHub = false },
            Offer.Chat("meta-llama/Llama-3.1-8B-Instruct", "meta/llama-3.1-8b-instruct") with { OnHub = false },
        ],
    };
}
