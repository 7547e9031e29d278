using InferenceProviders.Tasks.Embeddings;

namespace InferenceProviders.Providers;

/// <summary>Scaleway: chat, text generation, embeddings.</summary>
internal static class Scaleway
{
    public static Provider Create() => new("scaleway", "https://api.scaleway.ai")
    {
        Chat = ChatDialect.OpenAI,
        Codecs = [new OpenAIEmbeddingsCodec("/v1/embeddings", maxBatch: 256)],
    };
}
