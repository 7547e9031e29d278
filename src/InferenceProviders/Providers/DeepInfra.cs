using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Speech;
using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>DeepInfra: chat, text generation, embeddings, reranking, images, speech.</summary>
internal static class DeepInfra
{
    public static Provider Create() => new("deepinfra", "https://api.deepinfra.com")
    {
        Chat = new() { Path = "/v1/openai/chat/completions", ReasoningHistory = ReasoningHistory.ReasoningContent },
        Codecs =
        [
            new TextCompletionCodec("/v1/openai/completions"),
            new OpenAIEmbeddingsCodec("/v1/openai/embeddings", maxBatch: 1024, asksBase64: true),
            new DeepInfraRerankCodec(),
            new OpenAIImagesCodec("/v1/openai/images/generations"),
            new FormTranscriptionCodec("/v1/openai/audio/transcriptions"),
            new OpenAISpeechCodec("/v1/openai/audio/speech"),
        ],
    };
}
