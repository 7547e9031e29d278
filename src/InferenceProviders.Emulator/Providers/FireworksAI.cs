using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class FireworksAI
{
    public static EmulatedProvider Provider { get; } = new("fireworks-ai")
    {
        Chat = new()
        {
            Usage = UsageForm.WithFinish,
        },
        Stream = new() { RoleFirst = true, ContentType = "text/event-stream; charset=utf-8" },
        Errors = ErrorForm.Object,
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "accounts/fireworks/models/gpt-oss-120b", 0.15, 0.6, 390, 240),
            Offer.Chat("openai/gpt-oss-20b", "accounts/fireworks/models/gpt-oss-20b", 0.07, 0.3, 350, 310),
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct",
                "accounts/fireworks/models/llama-v3p3-70b-instruct", 0.9, 0.9, 420, 150),
            Offer.Chat("meta-llama/Llama-4-Scout-17B-16E-Instruct",
                "accounts/fireworks/models/llama4-scout-instruct-basic", 0.15, 0.6, 410, 130),
            Offer.Chat("meta-llama/Llama-3.1-405B-Instruct",
                "accounts/fireworks/models/llama-v3p1-405b-instruct", 3, 3, 900, 40),
            Offer.Chat("deepseek-ai/DeepSeek-R1", "accounts/fireworks/models/deepseek-r1", 3, 8, 650, 90)
                with { Tools = false },
            Offer.Chat("deepseek-ai/DeepSeek-V3.1", "accounts/fireworks/models/deepseek-v3p1", 0.56, 1.68, 600, 100),
            Offer.Chat("zai-org/GLM-4.5", "accounts/fireworks/models/glm-4p5", 0.55, 2.19, 640, 88),
            Offer.Chat("moonshotai/Kimi-K2-Instruct", "accounts/fireworks/models/kimi-k2-instruct", 0.6, 2.5, 620, 70),
        ],
    };
}
