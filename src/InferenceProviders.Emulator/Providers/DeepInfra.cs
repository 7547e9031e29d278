using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Embeddings;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Tasks.Reranking;
using InferenceProviders.Emulator.Tasks.Speech;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class DeepInfra
{
    public static EmulatedProvider Provider { get; } = new("deepinfra")
    {
        Chat = new()
        {
            ToolCalls = new() { Whole = true, Index = IndexForm.Missing },
            Usage = UsageForm.Always,
            CostField = "estimated_cost",
        },
        CompletionsPath = "/v1/openai/completions",
        Errors = ErrorForm.DetailList,
        InvalidStatus = 422,
        Routes =
        [
            OpenAIImages.At("/v1/openai/images/generations", "api.together.ai"),
            EmbeddingsEndpoint.At("/v1/openai/embeddings"),
            ProviderRoute.Post("/v1/inference/{**model}", RankAsync),
            .. SpeechEndpoints.Below("/v1/openai"),
        ],
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "openai/gpt-oss-120b", 0.09, 0.45, 560, 85),
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "meta-llama/Llama-3.3-70B-Instruct", 0.23, 0.4, 600, 45),
            Offer.Chat("google/gemma-3-4b-it", "google/gemma-3-4b-it", 0.04, 0.08, 450, 110),
            Offer.Chat("deepseek-ai/DeepSeek-V3.1", "deepseek-ai/DeepSeek-V3.1", 0.27, 1, 950, 38),
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-schnell", "black-forest-labs/FLUX-1-schnell"),
            Offer.Of("text-to-speech", "hexgrad/Kokoro-82M", "hexgrad/Kokoro-82M"),
            Offer.Of("feature-extraction", "Qwen/Qwen3-Embedding-8B", "Qwen/Qwen3-Embedding-8B"),
            Offer.Of("automatic-speech-recognition", "nvidia/nemotron-3.5-asr-streaming-0.6b",
                "nvidia/Nemotron-3.5-ASR-Streaming-Multilingual-0.6b"),
            Offer.Of("text-generation", "google/gemma-2-9b", "google/gemma-2-9b")
                with { Tools = false, ContextLength = 8_192 },
            Offer.Of("text-ranking", "Qwen/Qwen3-Reranker-8B", "Qwen/Qwen3-Reranker-8B") with { OnHub = false },
        ],
    };

    /// <summary>A query for each document, to a list of scores.</summary>
    private static Task RankAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, "text-ranking");
        var json = context.Call().Json!;
        var (queries, documents) = (Texts.Read(json, "queries"), RerankEndpoint.Read(json, "documents"));
        if (queries.Count != documents.Count)
        {
            throw ApiException.Invalid("queries and documents must have the same length", "queries", "value_error");
        }

        var tokens = queries.Concat(documents).Sum(Tokens.Count);
        return context.Response.SendJsonAsync(
            new JsonObject
            {
                ["scores"] = new JsonArray(
                    [.. queries.Zip(documents, (query, text) => (JsonNode)RerankEndpoint.Score(query, text))]),
                ["input_tokens"] = tokens,
                ["request_id"] = "rerank-1",
                ["inference_status"] = new JsonObject
                {
                    ["status"] = "succeeded",
                    ["runtime_ms"] = 25,
                    ["cost"] = tokens * 5e-8,
                    ["tokens_generated"] = 0,
                    ["tokens_input"] = tokens,
                },
            },
            context.RequestAborted);
    }
}
