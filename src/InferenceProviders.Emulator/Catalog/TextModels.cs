namespace InferenceProviders.Emulator.Catalog;

/// <summary>The models for raw text completion: base models, that continue a text.</summary>
internal static class TextModels
{
    public static IReadOnlyList<EmulatorModel> All { get; } =
    [
        Model("meta-llama/Llama-3.1-8B", new EmulatorOffer("featherless-ai", "meta-llama/Meta-Llama-3.1-8B")),
        Model("mistralai/Mixtral-8x7B-v0.1", new EmulatorOffer("together", "mistralai/Mixtral-8x7B-v0.1") { ContextLength = 32_768 }),
        Model("deepseek-ai/DeepSeek-R1-Distill-Qwen-14B", new EmulatorOffer("novita", "deepseek/deepseek-r1-distill-qwen-14b")),
        Model("google/gemma-2-9b", new EmulatorOffer("deepinfra", "google/gemma-2-9b") { ContextLength = 8_192 }),
        Model("mistralai/Mistral-7B-v0.3", new EmulatorOffer("ovhcloud", "Mistral-7B-v0.3") { ContextLength = 32_768 }),
        Model("mistralai/Mistral-Nemo-Base-2407", new EmulatorOffer("scaleway", "mistral-nemo-base-2407")),
        Model("HuggingFaceTB/SmolLM2-135M", new EmulatorOffer("hf-inference", "HuggingFaceTB/SmolLM2-135M") { ContextLength = 8_192 }),
        Model("Qwen/Qwen2.5-32B", new EmulatorOffer("nebius", "Qwen/Qwen2.5-32B") { OnHub = false }),
        Model("meta-llama/Llama-3.1-405B", new EmulatorOffer("hyperbolic", "meta-llama/Meta-Llama-3.1-405B") { OnHub = false }),
    ];

    private static EmulatorModel Model(string id, EmulatorOffer offer) => new(id) { Offers = [offer with { Task = "text-generation", Tools = false }] };
}
