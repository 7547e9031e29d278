using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>Scaleway: chat, text generation, embeddings.</summary>
internal static class Scaleway
{
    public static Provider Create() => new("scaleway", "https://api.scaleway.ai")
    {
        Chat = ChatDialect.OpenAI,
        Codecs =
        [
            TextCompletionCodec.OpenAI,
            new OpenAIEmbeddingsCodec("/v1/embeddings", maxBatch: 256),
        ],
    };
}
