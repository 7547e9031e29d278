using InferenceProviders.Tasks.Reranking;
using System.Collections.Frozen;

namespace InferenceProviders.Providers;

/// <summary>
/// Cohere: chat, through its compatibility API, whose messages have no reasoning, and which does not support a few of
/// OpenAI's parameters (https://docs.cohere.com/docs/compatibility-api, "Unsupported parameters"); embeddings;
/// reranking (https://docs.cohere.com/reference/rerank).
/// </summary>
internal static class Cohere
{
    public static Provider Create() => new("cohere", "https://api.cohere.com")
    {
        Chat = new()
        {
            Path = "/compatibility/v1/chat/completions",
            JsonSchema = JsonSchemaDialect.JsonObjectSchema,
            ReasoningHistory = ReasoningHistory.None,
            IgnoredFields = FrozenSet.Create(
                "store", "metadata", "logit_bias", "top_logprobs", "n", "modalities", "prediction", "audio",
                "service_tier", "parallel_tool_calls"),
        },
        Codecs =
        [
            new CohereEmbeddingsCodec(),
            new DocumentsRerankCodec("/v2/rerank") { HasMaxTokens = true },
        ],
    };
}
