using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Speech;
using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>Together: chat, text generation, embeddings, images, video, speech.</summary>
internal static class Together
{
    public static Provider Create() => new("together", "https://api.together.xyz")
    {
        Chat = new() { JsonSchema = JsonSchemaDialect.FlatSchema, ReasoningHistory = ReasoningHistory.Reasoning },
        Codecs =
        [
            TextCompletionCodec.OpenAI,
            new OpenAIEmbeddingsCodec("/v1/embeddings", maxBatch: 256),
            new TogetherImageCodec(InferenceTask.TextToImage),
            new TogetherImageCodec(InferenceTask.ImageToImage),
            new TogetherVideoCodec(InferenceTask.TextToVideo),
            new TogetherVideoCodec(InferenceTask.ImageToVideo),
            new FormTranscriptionCodec("/v1/audio/transcriptions", takesUrls: true),
            new OpenAISpeechCodec("/v1/audio/speech", kokoroVoice: "af_alloy"),
        ],
    };
}
