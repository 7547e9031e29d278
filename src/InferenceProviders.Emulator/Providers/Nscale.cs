using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Nscale
{
    public static EmulatedProvider Provider { get; } = new("nscale")
    {
        Chat = new()
        {
            ToolCalls = new() { Index = IndexForm.Missing },
        },
        Stream = new() { LineEnd = "\r\n" },
        Errors = ErrorForm.Object,
        Routes = [OpenAIImages.At("/v1/images/generations")],
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "openai/gpt-oss-120b", 0.1, 0.5, 820, 96),
            Offer.Chat("openai/gpt-oss-20b", "openai/gpt-oss-20b", 0.05, 0.2, 610, 150),
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "meta-llama/Llama-3.3-70B-Instruct", 0.2, 0.2, 750, 60),
            Offer.Chat("meta-llama/Llama-4-Scout-17B-16E-Instruct",
                "meta-llama/Llama-4-Scout-17B-16E-Instruct", 0.09, 0.29, 760, 65),
            Offer.Chat("Qwen/Qwen3-32B", "Qwen/Qwen3-32B", 0.08, 0.25, 800, 55) with { ContextLength = 40_960 },
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-schnell", "black-forest-labs/FLUX.1-schnell"),
            Offer.Of("text-to-image", "stabilityai/stable-diffusion-xl-base-1.0",
                "stabilityai/stable-diffusion-xl-base-1.0"),
        ],
    };
}
