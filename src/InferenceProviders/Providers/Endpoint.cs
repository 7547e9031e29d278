using InferenceProviders.Primitives.Schemas;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>
/// A server behind a URL of the caller's: OpenAI-style routes for chat, text and embeddings below <c>/v1</c>, the pipeline of HF Inference at
/// the URL itself for everything else (wire FACTS, "endpointUrl"). Which server it is is not known, so schemas have the form that all
/// can read, llama.cpp with its grammars among them.
/// </summary>
internal static class Endpoint
{
    public static Provider Create() => new("endpoint")
    {
        UsesHubMapping = false,
        Chat = new() { SchemaRules = SchemaRules.Grammar, FunctionRules = SchemaRules.Grammar },
        Responses = new() { SchemaRules = SchemaRules.Grammar },
        Codecs =
        [
            TextCompletionCodec.OpenAI,
            new EmbeddingsCodec(),
            new HFInferenceImageCodec(InferenceTask.TextToImage, ""),
            new HFInferenceImageCodec(InferenceTask.ImageToImage, ""),
            .. HFInferenceSpeechCodecs.Create(""),
            .. HFInferencePipelines.Create("", ""),
        ],
    };

    private sealed class EmbeddingsCodec() : TaskCodec<EmbeddingRequest, EmbeddingResult>(InferenceTask.FeatureExtraction)
    {
        private readonly OpenAIEmbeddingsCodec _openAI = new("", maxBatch: 32);
        private readonly PipelineEmbeddingsCodec _pipeline = new("");

        public override Task<EmbeddingResult> RunAsync(EmbeddingRequest request, TaskExchange exchange) =>
            exchange.Route.Endpoint!.AbsolutePath.EndsWith("/embeddings", StringComparison.Ordinal)
                ? _openAI.RunAsync(request, exchange)
                : _pipeline.RunAsync(request, exchange);
    }
}
