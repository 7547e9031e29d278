namespace InferenceProviders.Emulator.Catalog;

/// <summary>
/// What the Hub says of models, where it is not what their offers say: nobody keeps it up to date. Models that are not
/// here are made of their offers.
/// </summary>
internal static class KnownModels
{
    private static readonly string[] TextAndImage = ["text", "image"];

    public static IReadOnlyList<EmulatorModel> All { get; } =
    [
        new("openai/gpt-oss-120b")
        {
            Reasoning = true,
            Created = Day(2025, 8, 5),
            HubOrder = ["cerebras", "groq", "together", "fireworks-ai", "baseten", "deepinfra", "novita"],
        },
        new("openai/gpt-oss-20b")
        {
            Reasoning = true,
            Created = Day(2025, 8, 5),
            HubOrder = ["groq", "fireworks-ai", "together", "nscale", "novita"],
        },
        new("meta-llama/Llama-3.3-70B-Instruct")
        {
            Created = Day(2024, 11, 26),
            HubOrder = ["cerebras", "groq", "together", "fireworks-ai", "nscale", "scaleway", "ovhcloud", "novita"],
        },
        new("meta-llama/Llama-3.1-8B-Instruct")
        {
            ArrayMapping = true,
            Created = Day(2024, 7, 18),
            HubOrder = ["cerebras", "ovhcloud"],
        },
        new("meta-llama/Llama-4-Scout-17B-16E-Instruct")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = Day(2025, 4, 2),
            HubOrder = ["groq", "cerebras", "together"],
        },
        new("meta-llama/Llama-3.1-405B-Instruct") { Gated = true, Created = Day(2024, 7, 16) },
        new("Qwen/Qwen3-32B")
        {
            Reasoning = true,
            Created = Day(2025, 4, 27),
            HubOrder = ["groq"],
        },
        new("Qwen/Qwen3-235B-A22B-Instruct-2507")
        {
            Created = Day(2025, 7, 21),
            HubOrder = ["baseten", "cerebras", "novita", "together"],
        },
        new("Qwen/Qwen3-Coder-480B-A35B-Instruct") { Created = Day(2025, 7, 22) },
        new("Qwen/Qwen2.5-VL-72B-Instruct")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = Day(2025, 1, 27),
            HubOrder = ["ovhcloud", "novita", "nebius"],
        },
        new("Qwen/Qwen3-VL-8B-Instruct")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = Day(2025, 10, 11),
        },
        new("google/gemma-3-27b-it")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = Day(2025, 3, 1),
        },
        new("google/gemma-3-4b-it")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = Day(2025, 2, 20),
        },
        new("deepseek-ai/DeepSeek-R1")
        {
            Reasoning = true,
            Created = Day(2025, 1, 20),
            HubOrder = ["together"],
        },
        new("deepseek-ai/DeepSeek-V3.1")
        {
            Created = Day(2025, 8, 21),
            HubOrder = ["fireworks-ai", "together", "baseten", "novita"],
        },
        new("zai-org/GLM-4.5")
        {
            Reasoning = true,
            Created = Day(2025, 7, 20),
            HubOrder = ["zai-org", "novita", "together"],
        },
        new("zai-org/GLM-4.6") { Reasoning = true, Created = Day(2025, 9, 29) },
        new("zai-org/GLM-4.5V")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Reasoning = true,
            Created = Day(2025, 8, 10),
        },
        new("moonshotai/Kimi-K2-Instruct")
        {
            Created = Day(2025, 7, 11),
            HubOrder = ["groq", "together", "fireworks-ai", "novita"],
        },
        new("MiniMaxAI/MiniMax-M2") { Reasoning = true, Created = Day(2025, 10, 22) },
        new("inclusionAI/Ling-1T") { Created = Day(2025, 10, 2) },
        new("CohereLabs/aya-expanse-32b") { Created = Day(2024, 10, 23) },
        new("CohereLabs/aya-vision-32b")
        {
            PipelineTag = "image-text-to-text",
            InputModalities = TextAndImage,
            Created = Day(2025, 3, 2),
        },
        new("CohereLabs/command-a-reasoning-08-2025") { Reasoning = true, Created = Day(2025, 8, 20) },
        new("swiss-ai/Apertus-8B-Instruct-2509") { Created = Day(2025, 8, 13) },
        new("aisingapore/Qwen-SEA-LION-v4-32B-IT") { Reasoning = true, Created = Day(2025, 10, 1) },
        new("katanemo/Arch-Router-1.5B") { Created = Day(2025, 5, 30) },
        new("HuggingFaceTB/SmolLM3-3B") { ArrayMapping = true, Reasoning = true, Created = Day(2025, 7, 8) },
        new("black-forest-labs/FLUX.1-dev") { PipelineTag = "text-to-image" },
        new("Wan-AI/Wan2.1-I2V-14B-480P") { PipelineTag = "image-to-video" },
        new("black-forest-labs/FLUX.1-schnell") { PipelineTag = "text-to-image", HubOrder = ["fal-ai", "deepinfra"] },
        new("stabilityai/stable-diffusion-xl-base-1.0")
        {
            PipelineTag = "text-to-image",
            HubOrder = ["nscale", "hf-inference"],
        },
        new("MiniMaxAI/MiniMax-H3") { PipelineTag = "image-text-to-video", HubOrder = ["novita"] },
        new("openai/whisper-large-v3")
        {
            PipelineTag = "automatic-speech-recognition",
            HubOrder = ["fal-ai", "hf-inference"],
        },
        new("hexgrad/Kokoro-82M") { PipelineTag = "text-to-speech", HubOrder = ["deepinfra"] },

        // OpenAI's own: the Hub does not know them.
        new("gpt-4o-mini") { InputModalities = ["text", "image", "audio"] },
        new("o4-mini") { InputModalities = TextAndImage, Reasoning = true },

        // On the Hub, but nobody serves it.
        new("manycore-research/SpatialLM-Llama-1B") { Created = Day(2025, 3, 12) },
    ];

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
