using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Reranking;
using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>
/// HF Inference, Hugging Face's own: nearly every task. It has no address besides the router; the model id is in its
/// routes.
/// </summary>
internal static class HFInference
{
    public static Provider Create() => new("hf-inference")
    {
        Chat = new() { Path = "/models/{model}/v1/chat/completions", JsonSchema = JsonSchemaDialect.JsonObjectValue },
        Codecs =
        [
            new TextCompletionCodec("/models/{model}/v1/completions"),
            new PipelineEmbeddingsCodec("/models/{model}/pipeline/feature-extraction"),
            new PipelineRerankCodec("/models/{model}") { MaxBatch = 32 },
            new HFInferenceImageCodec(InferenceTask.TextToImage, "/models/{model}"),
            new HFInferenceImageCodec(InferenceTask.ImageToImage, "/models/{model}"),
            .. HFInferenceSpeechCodecs.Create("/models/{model}"),
            .. HFInferencePipelines.Create("/models/{model}", "/models/{model}/pipeline/sentence-similarity"),
        ],
    };
}
