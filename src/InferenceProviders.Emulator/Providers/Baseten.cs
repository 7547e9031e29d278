using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Baseten
{
    public static EmulatedProvider Provider { get; } = new("baseten")
    {
        Chat = new(),
        Errors = ErrorForm.Text,
        Stream = new() { RoleFirst = true },
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "openai/gpt-oss-120b", 0.1, 0.5, 310, 420),
            Offer.Chat("Qwen/Qwen3-235B-A22B-Instruct-2507", "Qwen/Qwen3-235B-A22B-Instruct-2507", 0.22, 0.8, 450, 90),
            Offer.Chat("deepseek-ai/DeepSeek-V3.1", "deepseek-ai/DeepSeek-V3.1", 0.5, 1.5, 580, 95),
            Offer.Chat("moonshotai/Kimi-K2-Instruct", "moonshotai/Kimi-K2-Instruct-0905", 0.6, 2.5, 500, 80)
                with { Status = "staging" },
        ],
    };
}
