using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Cerebras
{
    public static EmulatedProvider Provider { get; } = new("cerebras")
    {
        Chat = new()
        {
            Reasoning = ReasoningForm.Reasoning,
            ToolCalls = new() { Whole = true },
            Usage = UsageForm.WithFinish,
            StrictReasoningReplay = true,
        },
        Errors = ErrorForm.Flat,
        RefusedFields = ["store"],
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "gpt-oss-120b", 0.35, 0.75, 280, 2840),
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "llama-3.3-70b", 0.85, 1.2, 250, 2100),
            Offer.Chat("meta-llama/Llama-3.1-8B-Instruct", "llama3.1-8b", 0.1, 0.1, 200, 2200)
                with { ContextLength = 32_768 },
            Offer.Chat("meta-llama/Llama-4-Scout-17B-16E-Instruct",
                "llama-4-scout-17b-16e-instruct", 0.65, 0.85, 260, 2600),
            Offer.Chat("Qwen/Qwen3-32B", "qwen-3-32b", 0.4, 0.8, 240, 2400),
            Offer.Chat("Qwen/Qwen3-235B-A22B-Instruct-2507", "qwen-3-235b-a22b-instruct-2507", 0.6, 1.2, 300, 1500),
            Offer.Chat("Qwen/Qwen3-Coder-480B-A35B-Instruct", "qwen-3-coder-480b", 2, 2, 320, 2000),
        ],
    };
}
