using System.Text.Json;
using InferenceProviders.Routing;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>
/// Embeddings in OpenAI's form: <c>{"model","input","dimensions","encoding_format"}</c> to
/// <c>{"data":[{"index","embedding"}],"usage"}</c>.
/// </summary>
/// <param name="path">The route, below the provider's address.</param>
/// <param name="maxBatch">The most texts in one request.</param>
/// <param name="asksBase64">
/// Whether vectors are asked for in base64, which is exact and a quarter of the size. Whatever was asked, both forms
/// are read.
/// </param>
/// <param name="hasElements">
/// Whether <c>encoding_format</c> may be <c>int8</c>, <c>uint8</c> and <c>ubinary</c>, as Mixedbread's API has them
/// (https://www.mixedbread.com/api-reference/endpoints/embeddings/create-embeddings).
/// </param>
internal sealed class OpenAIEmbeddingsCodec(
    string path, int maxBatch, bool asksBase64 = false, bool hasElements = false)
    : TaskCodec<EmbeddingRequest, EmbeddingResult>(InferenceTask.FeatureExtraction)
{
    public override Task<EmbeddingResult> RunAsync(EmbeddingRequest request, TaskExchange exchange) =>
        RunAsync(request, exchange, exchange.Route);

    /// <param name="request">The texts.</param>
    /// <param name="exchange">What sends them.</param>
    /// <param name="route">The task's route, or another address of the same server's.</param>
    public Task<EmbeddingResult> RunAsync(EmbeddingRequest request, TaskExchange exchange, Route route)
    {
        if (!hasElements)
        {
            request.RequireFloats(exchange);
        }

        return EmbeddingBatches.RunAsync(
            request,
            maxBatch,
            (batch, token) => exchange.PostJsonForPartsAsync(
                path, (Request: batch, Model: route.ProviderModel, Base64: asksBase64), Write, static (answer, state) =>
                    new OpenAIEmbeddingsReader(answer, state.Request.Inputs.Count), token, route),
            exchange);
    }

    private static void Write(Utf8JsonWriter writer, (EmbeddingRequest Request, string Model, bool Base64) state)
    {
        var request = state.Request;
        writer.WriteStartObject();
        writer.WriteString("model"u8, state.Model);
        EmbeddingInputs.Write(writer, "input"u8, request.Inputs);
        if (request.Dimensions is { } dimensions)
        {
            writer.WriteNumber("dimensions"u8, dimensions);
        }

        if (!request.Has("encoding_format") && Format(request.Element, state.Base64) is { IsEmpty: false } format)
        {
            writer.WriteString("encoding_format"u8, format);
        }

        EmbeddingInputs.WriteParameters(writer, request);
        writer.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Format(EmbeddingElement element, bool asksBase64) => element switch
    {
        EmbeddingElement.Int8 => "int8"u8,
        EmbeddingElement.UInt8 => "uint8"u8,
        EmbeddingElement.Binary => "ubinary"u8,
        _ => asksBase64 ? "base64"u8 : [],
    };
}
