using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class FeatherlessAI
{
    public static EmulatedProvider Provider { get; } = new("featherless-ai")
    {
        Chat = new()
        {
            Reasoning = ReasoningForm.ThinkTags,
            ToolCalls = new() { Id = IdForm.Null, Whole = true },
        },
        CompletionsPath = "/v1/completions",
        Stream = new() { RoleFirst = true, KeepAlive = ": FEATHERLESS PROCESSING" },
        Errors = ErrorForm.Object,
        Offers =
        [
            Offer.Chat("openai/gpt-oss-20b", "openai/gpt-oss-20b", null, null, 1400, 40),
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "meta-llama/Llama-3.3-70B-Instruct", null, null, 1800, 25),
            Offer.Chat("Qwen/Qwen3-32B", "Qwen/Qwen3-32B", null, null, 1600, 30),
            Offer.Chat("google/gemma-3-27b-it", "google/gemma-3-27b-it", null, null, 1700, 28)
                with { ContextLength = 32_768, Tools = false },
            Offer.Chat("inclusionAI/Ling-1T", "inclusionAI/Ling-1T", null, null, 2100, 20)
                with { ContextLength = 32_768 },
            Offer.Of("text-generation", "meta-llama/Llama-3.1-8B", "meta-llama/Meta-Llama-3.1-8B")
                with { Tools = false },
        ],
    };
}
