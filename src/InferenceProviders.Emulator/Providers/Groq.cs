using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Tasks.Files;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Groq
{
    public static EmulatedProvider Provider { get; } = new("groq")
    {
        Chat = new()
        {
            Reasoning = ReasoningForm.Reasoning,
            ToolCalls = new() { Whole = true },
            StrictReasoningReplay = true,
        },
        Stream = new() { RoleFirst = true },
        Errors = ErrorForm.Object,
        Routes = [.. FileEndpoints.At("/openai/v1/files")],
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "openai/gpt-oss-120b", 0.15, 0.75, 210, 480),
            Offer.Chat("openai/gpt-oss-20b", "openai/gpt-oss-20b", 0.075, 0.3, 190, 1000),
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "llama-3.3-70b-versatile", 0.59, 0.79, 230, 280),
            Offer.Chat("meta-llama/Llama-4-Scout-17B-16E-Instruct",
                "meta-llama/llama-4-scout-17b-16e-instruct", 0.11, 0.34, 240, 590),
            Offer.Chat("Qwen/Qwen3-32B", "qwen/qwen3-32b", 0.29, 0.59, 220, 400),
            Offer.Chat("moonshotai/Kimi-K2-Instruct", "moonshotai/kimi-k2-instruct", 1, 3, 260, 350),
        ],
    };
}
