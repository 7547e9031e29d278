using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>Nebius: chat, text generation, embeddings, images. The Hub stopped routing to it on 2026-07-01; direct keys still work.</summary>
internal static class Nebius
{
    public static Provider Create() => new("nebius", "https://api.studio.nebius.ai")
    {
        Chat = new() { JsonSchema = JsonSchemaDialect.OpenAIWithGuidedJson },
        Codecs =
        [
            TextCompletionCodec.OpenAI,
            new OpenAIEmbeddingsCodec("/v1/embeddings", maxBatch: 256, asksBase64: true),
        ],
    };
}
