namespace InferenceProviders.Emulator.Catalog;

/// <summary>The chat models. Ids, prices and speeds look like the real ones; nobody keeps them up to date.</summary>
internal static class ChatModels
{
    private static readonly string[] TextAndImage = ["text", "image"];

    public static IReadOnlyList<EmulatorModel> All { get; } =
    [
        new("openai/gpt-oss-120b")
        {
            Reasoning = true,
            Created = new(2025, 8, 5, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("cerebras", "gpt-oss-120b", 0.35, 0.75, 280, 2840),
                Offer("groq", "openai/gpt-oss-120b", 0.15, 0.75, 210, 480),
                Offer("together", "openai/gpt-oss-120b", 0.15, 0.6, 420, 190),
                Offer("fireworks-ai", "accounts/fireworks/models/gpt-oss-120b", 0.15, 0.6, 390, 240),
                Offer("baseten", "openai/gpt-oss-120b", 0.1, 0.5, 310, 420),
                Offer("deepinfra", "openai/gpt-oss-120b", 0.09, 0.45, 560, 85),
                Offer("novita", "openai/gpt-oss-120b", 0.05, 0.25, 640, 182.4),
                Offer("nscale", "openai/gpt-oss-120b", 0.1, 0.5, 820, 96),
                Offer("scaleway", "gpt-oss-120b", 0.15, 0.6, 480, 130),
                Offer("ovhcloud", "gpt-oss-120b", 0.09, 0.47, 700, 110),
                Dropped("sambanova", "gpt-oss-120b"),
                Dropped("nvidia", "openai/gpt-oss-120b"),
            ],
        },
        new("openai/gpt-oss-20b")
        {
            Reasoning = true,
            Created = new(2025, 8, 5, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("groq", "openai/gpt-oss-20b", 0.075, 0.3, 190, 1000),
                Offer("fireworks-ai", "accounts/fireworks/models/gpt-oss-20b", 0.07, 0.3, 350, 310),
                Offer("together", "openai/gpt-oss-20b", 0.05, 0.2, 380, 260),
                Offer("nscale", "openai/gpt-oss-20b", 0.05, 0.2, 610, 150),
                Offer("novita", "openai/gpt-oss-20b", 0.04, 0.15, 590, 200),
                Offer("ovhcloud", "gpt-oss-20b", 0.05, 0.18, 650, 160),
                Offer("featherless-ai", "openai/gpt-oss-20b", null, null, 1400, 40),

                // What is not known is left out: the router gives no price, context or speed for it.
                new("newcomer", "gpt-oss-20b"),
                Dropped("clarifai", "openai/chat-completion/models/gpt-oss-20b"),
                Dropped("hyperbolic", "openai/gpt-oss-20b"),
                Dropped("nebius", "openai/gpt-oss-20b"),
            ],
        },
        new("meta-llama/Llama-3.3-70B-Instruct")
        {
            Created = new(2024, 11, 26, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("cerebras", "llama-3.3-70b", 0.85, 1.2, 250, 2100),
                Offer("groq", "llama-3.3-70b-versatile", 0.59, 0.79, 230, 280),
                Offer("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", 0.88, 0.88, 400, 140),
                Offer("fireworks-ai", "accounts/fireworks/models/llama-v3p3-70b-instruct", 0.9, 0.9, 420, 150),
                Offer("nscale", "meta-llama/Llama-3.3-70B-Instruct", 0.2, 0.2, 750, 60),
                Offer("scaleway", "llama-3.3-70b-instruct", 0.9, 0.9, 520, 80),
                Offer("ovhcloud", "Meta-Llama-3_3-70B-Instruct", 0.79, 0.79, 680, 70),
                Offer("novita", "meta-llama/llama-3.3-70b-instruct", 0.13, 0.39, 710, 55),
                Offer("deepinfra", "meta-llama/Llama-3.3-70B-Instruct", 0.23, 0.4, 600, 45),
                Offer("featherless-ai", "meta-llama/Llama-3.3-70B-Instruct", null, null, 1800, 25),
                Dropped("sambanova", "Meta-Llama-3.3-70B-Instruct"),
                Dropped("nvidia", "meta/llama-3.3-70b-instruct"),
                Dropped("hyperbolic", "meta-llama/Llama-3.3-70B-Instruct"),
                Dropped("nebius", "meta-llama/Llama-3.3-70B-Instruct-fast"),
            ],
        },
        new("meta-llama/Llama-3.1-8B-Instruct")
        {
            ArrayMapping = true,
            Created = new(2024, 7, 18, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("cerebras", "llama3.1-8b", 0.1, 0.1, 200, 2200) with { ContextLength = 32_768 },
                Offer("ovhcloud", "Llama-3.1-8B-Instruct", 0.11, 0.11, 400, 150),
                Offer("scaleway", "llama-3.1-8b-instruct", 0.2, 0.2, 380, 160),
                Offer("novita", "meta-llama/llama-3.1-8b-instruct", 0.02, 0.05, 520, 120) with { ContextLength = 16_384 },
                Dropped("nvidia", "meta/llama-3.1-8b-instruct"),
            ],
        },
        new("meta-llama/Llama-4-Scout-17B-16E-Instruct")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = new(2025, 4, 2, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("groq", "meta-llama/llama-4-scout-17b-16e-instruct", 0.11, 0.34, 240, 590),
                Offer("cerebras", "llama-4-scout-17b-16e-instruct", 0.65, 0.85, 260, 2600),
                Offer("together", "meta-llama/Llama-4-Scout-17B-16E-Instruct", 0.18, 0.59, 430, 120),
                Offer("fireworks-ai", "accounts/fireworks/models/llama4-scout-instruct-basic", 0.15, 0.6, 410, 130),
                Offer("nscale", "meta-llama/Llama-4-Scout-17B-16E-Instruct", 0.09, 0.29, 760, 65),
                Dropped("sambanova", "Llama-4-Scout-17B-16E-Instruct"),
            ],
        },
        new("meta-llama/Llama-3.1-405B-Instruct")
        {
            Gated = true,
            Created = new(2024, 7, 16, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("fireworks-ai", "accounts/fireworks/models/llama-v3p1-405b-instruct", 3, 3, 900, 40)],
        },
        new("Qwen/Qwen3-32B")
        {
            Reasoning = true,
            Created = new(2025, 4, 27, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("groq", "qwen/qwen3-32b", 0.29, 0.59, 220, 400),
                Offer("cerebras", "qwen-3-32b", 0.4, 0.8, 240, 2400),
                Offer("nscale", "Qwen/Qwen3-32B", 0.08, 0.25, 800, 55) with { ContextLength = 40_960 },
                Offer("ovhcloud", "Qwen3-32B", 0.09, 0.26, 720, 60) with { ContextLength = 32_768 },
                Offer("featherless-ai", "Qwen/Qwen3-32B", null, null, 1600, 30),
                Dropped("nebius", "Qwen/Qwen3-32B"),
            ],
        },
        new("Qwen/Qwen3-235B-A22B-Instruct-2507")
        {
            Created = new(2025, 7, 21, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("baseten", "Qwen/Qwen3-235B-A22B-Instruct-2507", 0.22, 0.8, 450, 90),
                Offer("cerebras", "qwen-3-235b-a22b-instruct-2507", 0.6, 1.2, 300, 1500),
                Offer("novita", "qwen/qwen3-235b-a22b-instruct-2507", 0.09, 0.58, 800, 50),
                Offer("together", "Qwen/Qwen3-235B-A22B-Instruct-2507-tput", 0.2, 0.6, 610, 60),
                Offer("scaleway", "qwen3-235b-a22b-instruct-2507", 0.75, 2.25, 620, 70),
            ],
        },
        new("Qwen/Qwen3-Coder-480B-A35B-Instruct")
        {
            Created = new(2025, 7, 22, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("cerebras", "qwen-3-coder-480b", 2, 2, 320, 2000),
                Offer("together", "Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8", 2, 2, 620, 70) with { ContextLength = 262_144 },
                Offer("novita", "qwen/qwen3-coder-480b-a35b-instruct", 0.29, 1.2, 850, 45) with { ContextLength = 262_144 },
                Dropped("hyperbolic", "Qwen/Qwen3-Coder-480B-A35B-Instruct"),
            ],
        },
        new("Qwen/Qwen2.5-VL-72B-Instruct")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = new(2025, 1, 27, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("ovhcloud", "Qwen2.5-VL-72B-Instruct", 0.91, 0.91, 850, 40) with { ContextLength = 32_768, Tools = false },
                Offer("novita", "qwen/qwen2.5-vl-72b-instruct", 0.8, 0.8, 900, 35) with { ContextLength = 32_768 },
                Dropped("nebius", "Qwen/Qwen2.5-VL-72B-Instruct"),
                Dropped("hyperbolic", "Qwen/Qwen2.5-VL-72B-Instruct"),
            ],
        },
        new("Qwen/Qwen3-VL-8B-Instruct")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = new(2025, 10, 11, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("novita", "qwen/qwen3-vl-8b-instruct", 0.08, 0.5, 700, 90)],
        },
        new("google/gemma-3-27b-it")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("scaleway", "gemma-3-27b-it", 0.25, 0.5, 500, 75) with { ContextLength = 40_000 },
                Offer("featherless-ai", "google/gemma-3-27b-it", null, null, 1700, 28) with { ContextLength = 32_768, Tools = false },
                Offer("hf-inference", "google/gemma-3-27b-it", null, null, null, null) with { Status = "error" },
                Dropped("nebius", "google/gemma-3-27b-it-fast"),
            ],
        },
        new("google/gemma-3-4b-it")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = new(2025, 2, 20, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("deepinfra", "google/gemma-3-4b-it", 0.04, 0.08, 450, 110)],
        },
        new("deepseek-ai/DeepSeek-R1")
        {
            Reasoning = true,
            Created = new(2025, 1, 20, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("together", "deepseek-ai/DeepSeek-R1", 3, 7, 700, 80) with { Tools = false },
                Offer("fireworks-ai", "accounts/fireworks/models/deepseek-r1", 3, 8, 650, 90) with { Tools = false },
                Offer("novita", "deepseek/deepseek-r1", 0.7, 2.5, 1100, 30) with { ContextLength = 64_000, Tools = false, StructuredOutput = false },
                Dropped("sambanova", "DeepSeek-R1"),
                Dropped("nebius", "deepseek-ai/DeepSeek-R1-fast"),
            ],
        },
        new("deepseek-ai/DeepSeek-V3.1")
        {
            Created = new(2025, 8, 21, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("fireworks-ai", "accounts/fireworks/models/deepseek-v3p1", 0.56, 1.68, 600, 100),
                Offer("together", "deepseek-ai/DeepSeek-V3.1", 0.6, 1.7, 650, 85),
                Offer("baseten", "deepseek-ai/DeepSeek-V3.1", 0.5, 1.5, 580, 95),
                Offer("novita", "deepseek/deepseek-v3.1", 0.27, 1, 900, 40),
                Offer("deepinfra", "deepseek-ai/DeepSeek-V3.1", 0.27, 1, 950, 38),
            ],
        },
        new("zai-org/GLM-4.5")
        {
            Reasoning = true,
            Created = new(2025, 7, 20, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("zai-org", "glm-4.5", 0.6, 2.2, 900, 65) with { ModelAuthor = true },
                Offer("novita", "zai-org/glm-4.5", 0.6, 2.2, 950, 45),
                Offer("together", "zai-org/GLM-4.5-Air-FP8", 0.2, 1.1, 620, 90),
                Offer("fireworks-ai", "accounts/fireworks/models/glm-4p5", 0.55, 2.19, 640, 88),
            ],
        },
        new("zai-org/GLM-4.6")
        {
            Reasoning = true,
            Created = new(2025, 9, 29, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("zai-org", "glm-4.6", 0.6, 2.2, 880, 70) with { ContextLength = 200_000, ModelAuthor = true },
                Offer("novita", "zai-org/glm-4.6", 0.55, 2.2, 920, 48) with { ContextLength = 204_800 },
            ],
        },
        new("zai-org/GLM-4.5V")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Reasoning = true,
            Created = new(2025, 8, 10, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("zai-org", "glm-4.5v", 0.6, 1.8, 950, 60) with { ContextLength = 65_536, ModelAuthor = true },
                Offer("novita", "zai-org/glm-4.5v", 0.6, 1.8, 1000, 42) with { ContextLength = 65_536 },
            ],
        },
        new("moonshotai/Kimi-K2-Instruct")
        {
            Created = new(2025, 7, 11, 0, 0, 0, TimeSpan.Zero),
            Offers =
            [
                Offer("groq", "moonshotai/kimi-k2-instruct", 1, 3, 260, 350),
                Offer("together", "moonshotai/Kimi-K2-Instruct", 1, 3, 600, 60),
                Offer("fireworks-ai", "accounts/fireworks/models/kimi-k2-instruct", 0.6, 2.5, 620, 70),
                Offer("novita", "moonshotai/kimi-k2-instruct", 0.57, 2.3, 900, 40),
                Offer("baseten", "moonshotai/Kimi-K2-Instruct-0905", 0.6, 2.5, 500, 80) with { Status = "staging" },
            ],
        },
        new("MiniMaxAI/MiniMax-M2")
        {
            Reasoning = true,
            Created = new(2025, 10, 22, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("novita", "minimax/minimax-m2", 0.3, 1.2, 800, 75)],
        },
        new("inclusionAI/Ling-1T")
        {
            Created = new(2025, 10, 2, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("featherless-ai", "inclusionAI/Ling-1T", null, null, 2100, 20) with { ContextLength = 32_768 }],
        },
        new("CohereLabs/aya-expanse-32b")
        {
            Created = new(2024, 10, 23, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("cohere", "c4ai-aya-expanse-32b", 0.5, 1.5, 350, 100) with { Tools = false, ModelAuthor = true }],
        },
        new("CohereLabs/aya-vision-32b")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = new(2025, 3, 2, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("cohere", "c4ai-aya-vision-32b", 0.5, 1.5, 420, 80) with { ContextLength = 16_384, Tools = false, ModelAuthor = true }],
        },
        new("CohereLabs/command-a-reasoning-08-2025")
        {
            Reasoning = true,
            Created = new(2025, 8, 20, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("cohere", "command-a-reasoning-08-2025", 2.5, 10, 450, 110) with { ContextLength = 256_000, ModelAuthor = true }],
        },
        new("swiss-ai/Apertus-8B-Instruct-2509")
        {
            Created = new(2025, 8, 13, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("publicai", "swiss-ai/apertus-8b-instruct", 0, 0, 900, 50) with { ContextLength = 65_536 }],
        },
        new("aisingapore/Qwen-SEA-LION-v4-32B-IT")
        {
            Reasoning = true,
            Created = new(2025, 10, 1, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("publicai", "aisingapore/qwen-sea-lion-v4-32b-it", 0, 0, 1000, 40) with { ContextLength = 32_768 }],
        },
        new("katanemo/Arch-Router-1.5B")
        {
            Created = new(2025, 5, 30, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("hf-inference", "katanemo/Arch-Router-1.5B", null, null, 300, 90) with { ContextLength = 32_768, Tools = false }],
        },
        new("HuggingFaceTB/SmolLM3-3B")
        {
            ArrayMapping = true,
            Reasoning = true,
            Created = new(2025, 7, 8, 0, 0, 0, TimeSpan.Zero),
            Offers = [Offer("hf-inference", "HuggingFaceTB/SmolLM3-3B", null, null, 280, 95) with { ContextLength = 65_536, ModelAuthor = true }],
        },

        // OpenAI's own: the Hub does not know them.
        new("gpt-4o-mini") { InputModalities = ["text", "image", "audio"], Offers = [Dropped("openai", "gpt-4o-mini") with { ContextLength = 128_000 }] },
        new("o4-mini") { InputModalities = TextAndImage, Reasoning = true, Offers = [Dropped("openai", "o4-mini") with { ContextLength = 200_000 }] },

        // On the Hub, but nobody serves it.
        new("manycore-research/SpatialLM-Llama-1B") { Created = new(2025, 3, 12, 0, 0, 0, TimeSpan.Zero) },
    ];

    private static EmulatorOffer Offer(string provider, string id, double? input, double? output, int? latency, double? throughput) =>
        new(provider, id) { InputPrice = input, OutputPrice = output, FirstTokenLatency = latency, Throughput = throughput };

    private static EmulatorOffer Dropped(string provider, string id) => new(provider, id) { OnHub = false };
}
