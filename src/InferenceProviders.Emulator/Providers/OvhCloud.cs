using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class OvhCloud
{
    public static EmulatedProvider Provider { get; } = new("ovhcloud")
    {
        Chat = new()
        {
            ToolCalls = new() { Index = IndexForm.AlwaysZero, Whole = true },
        },
        CompletionsPath = "/v1/completions",
        Stream = new() { DataPrefix = "data:", RoleFirst = true },
        Errors = ErrorForm.Flat,
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "gpt-oss-120b", 0.09, 0.47, 700, 110),
            Offer.Chat("openai/gpt-oss-20b", "gpt-oss-20b", 0.05, 0.18, 650, 160),
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "Meta-Llama-3_3-70B-Instruct", 0.79, 0.79, 680, 70),
            Offer.Chat("meta-llama/Llama-3.1-8B-Instruct", "Llama-3.1-8B-Instruct", 0.11, 0.11, 400, 150),
            Offer.Chat("Qwen/Qwen3-32B", "Qwen3-32B", 0.09, 0.26, 720, 60) with { ContextLength = 32_768 },
            Offer.Chat("Qwen/Qwen2.5-VL-72B-Instruct", "Qwen2.5-VL-72B-Instruct", 0.91, 0.91, 850, 40)
                with { ContextLength = 32_768, Tools = false },
            Offer.Of("text-generation", "mistralai/Mistral-7B-v0.3", "Mistral-7B-v0.3")
                with { Tools = false, ContextLength = 32_768 },
        ],
    };
}
