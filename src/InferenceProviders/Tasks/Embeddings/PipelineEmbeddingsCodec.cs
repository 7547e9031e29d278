using System.Text.Json;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>
/// Embeddings of the feature-extraction pipeline (HF Inference, endpoints): <c>{"inputs",…}</c> to an array of vectors,
/// or one vector for one text.
/// </summary>
/// <param name="path">The route, below the provider's address.</param>
internal sealed class PipelineEmbeddingsCodec(string path)
    : TaskCodec<EmbeddingRequest, EmbeddingResult>(InferenceTask.FeatureExtraction)
{
    /// <summary>
    /// The default of text-embeddings-inference (<c>--max-client-batch-size</c>), which serves this pipeline.
    /// </summary>
    private const int MaxBatch = 32;

    public override Task<EmbeddingResult> RunAsync(EmbeddingRequest request, TaskExchange exchange)
    {
        request.RequireFloats(exchange);
        return EmbeddingBatches.RunAsync(
            request,
            MaxBatch,
            (batch, token) =>
                exchange.PostJsonAsync(
                    path, batch, Write, static (answer, batch) =>
                    PipelineEmbeddingsReader.Read(answer, batch.Inputs.Count, batch.MeanPooling), token),
            exchange);
    }

    private static void Write(Utf8JsonWriter writer, EmbeddingRequest request)
    {
        writer.WriteStartObject();
        EmbeddingInputs.Write(writer, "inputs"u8, request.Inputs);
        if (request.Dimensions is { } dimensions)
        {
            writer.WriteNumber("dimensions"u8, dimensions);
        }

        EmbeddingInputs.WriteParameters(writer, request);
        writer.WriteEndObject();
    }
}
