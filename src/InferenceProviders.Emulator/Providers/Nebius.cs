using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Tasks.Embeddings;
using InferenceProviders.Emulator.Tasks.Files;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Nebius
{
    private const string FileHost = "pictures-storage.storage.eu-north1.nebius.cloud";

    public static EmulatedProvider Provider { get; } = new("nebius")
    {
        Chat = new()
        {
            Usage = UsageForm.Cumulative,
        },
        CompletionsPath = "/v1/completions",
        Finish = new(Stop: null),
        Errors = ErrorForm.Detail,
        Routes =
        [
            OpenAIImages.At("/v1/images/generations", FileHost),
            EmbeddingsEndpoint.At("/v1/embeddings"),
            .. FileEndpoints.At("/v1/files"),
        ],
        FileHosts = [FileHost],
        Offers =
        [
            Offer.Chat("openai/gpt-oss-20b", "openai/gpt-oss-20b") with { OnHub = false },
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "meta-llama/Llama-3.3-70B-Instruct-fast")
                with { OnHub = false },
            Offer.Chat("Qwen/Qwen3-32B", "Qwen/Qwen3-32B") with { OnHub = false },
            Offer.Chat("Qwen/Qwen2.5-VL-72B-Instruct", "Qwen/Qwen2.5-VL-72B-Instruct") with { OnHub = false },
            Offer.Chat("google/gemma-3-27b-it", "google/gemma-3-27b-it-fast") with { OnHub = false },
            Offer.Chat("deepseek-ai/DeepSeek-R1", "deepseek-ai/DeepSeek-R1-fast") with { OnHub = false },
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-Krea-dev", "black-forest-labs/flux-krea-dev")
                with { OnHub = false },
            Offer.Of("feature-extraction", "Qwen/Qwen3-Embedding-8B", "Qwen/Qwen3-Embedding-8B") with { OnHub = false },
            Offer.Of("text-generation", "Qwen/Qwen2.5-32B", "Qwen/Qwen2.5-32B") with { Tools = false, OnHub = false },
        ],
    };
}
