using InferenceProviders.Tasks.Embeddings;

namespace InferenceProviders.Providers;

/// <summary>
/// SambaNova: chat and embeddings. The Hub stopped routing to it on 2026-07-01; direct keys still work.
/// </summary>
internal static class SambaNova
{
    public static Provider Create() => new("sambanova", "https://api.sambanova.ai")
    {
        HasLeftHub = true,
        Chat = new() { JsonSchema = JsonSchemaDialect.OpenAINeverStrict },
        Codecs = [new OpenAIEmbeddingsCodec("/v1/embeddings", maxBatch: 256)],
    };
}
