using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Tasks.Embeddings;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Scaleway
{
    public static EmulatedProvider Provider { get; } = new("scaleway")
    {
        Chat = new()
        {
            ToolCalls = new() { Arguments = ArgumentsForm.TextOrEmpty },
        },
        CompletionsPath = "/v1/completions",
        Stream = new() { RoleFirst = true },
        Errors = ErrorForm.VllmObject,
        Routes = [EmbeddingsEndpoint.At("/v1/embeddings")],
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "gpt-oss-120b", 0.15, 0.6, 480, 130),
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "llama-3.3-70b-instruct", 0.9, 0.9, 520, 80),
            Offer.Chat("meta-llama/Llama-3.1-8B-Instruct", "llama-3.1-8b-instruct", 0.2, 0.2, 380, 160),
            Offer.Chat("Qwen/Qwen3-235B-A22B-Instruct-2507", "qwen3-235b-a22b-instruct-2507", 0.75, 2.25, 620, 70),
            Offer.Chat("google/gemma-3-27b-it", "gemma-3-27b-it", 0.25, 0.5, 500, 75) with { ContextLength = 40_000 },
            Offer.Of("feature-extraction", "Qwen/Qwen3-Embedding-8B", "qwen3-embedding-8b"),
            Offer.Of("feature-extraction", "BAAI/bge-multilingual-gemma2", "bge-multilingual-gemma2"),
            Offer.Of("text-generation", "mistralai/Mistral-Nemo-Base-2407", "mistral-nemo-base-2407")
                with { Tools = false },
        ],
    };
}
