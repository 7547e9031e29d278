using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Reranking;
using InferenceProviders.Tasks.Speech;
using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>Together: chat, text generation, embeddings, reranking, images, video, speech.</summary>
internal static class Together
{
    public static Provider Create() => new("together", "https://api.together.xyz")
    {
        Chat = new() { JsonSchema = JsonSchemaDialect.FlatSchema, ReasoningHistory = ReasoningHistory.Reasoning },

        // https://docs.together.ai/reference/upload-file
        Files = new()
        {
            UploadPath = "/v1/files/upload",
            Purpose = "fine-tune",
            UploadFields = static name => [new("file_name", name), new("file_type", FileTypeOf(name))],
        },
        Codecs =
        [
            TextCompletionCodec.OpenAI,
            new OpenAIEmbeddingsCodec("/v1/embeddings", maxBatch: 256),
            new DocumentsRerankCodec("/v1/rerank"),
            new TogetherImageCodec(InferenceTask.TextToImage),
            new TogetherImageCodec(InferenceTask.ImageToImage),
            new TogetherVideoCodec(InferenceTask.TextToVideo),
            new TogetherVideoCodec(InferenceTask.ImageToVideo),
            new FormTranscriptionCodec("/v1/audio/transcriptions", takesUrls: true),
            new SpeechCodec(),
        ],
    };

    private static string FileTypeOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".csv" => "csv",
        ".parquet" => "parquet",
        _ => "jsonl",
    };

    /// <summary>
    /// A stream is one of events with samples in them: <c>response_format</c> must be <c>raw</c>
    /// (https://docs.together.ai/docs/inference/text-to-speech/streaming). They are asked for with 16 bits, as
    /// elsewhere, at the 24 kHz that the models make. Another format comes as a whole.
    /// </summary>
    private sealed class SpeechCodec() : OpenAISpeechCodec("/v1/audio/speech", kokoroVoice: "af_alloy")
    {
        protected override bool AskForStream(WireBody body, string model)
        {
            if (body.Has("stream") || body["response_format"]?.ToString() is not (null or "raw" or "pcm"))
            {
                return false;
            }

            body["response_format"] = "raw";
            body["stream"] = true;
            if (!body.Has("response_encoding"))
            {
                body["response_encoding"] = "pcm_s16le";
                if (!body.Has("sample_rate"))
                {
                    body["sample_rate"] = 24_000;
                }
            }

            return true;
        }
    }
}
