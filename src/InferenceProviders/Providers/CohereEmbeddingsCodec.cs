using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Embeddings;

namespace InferenceProviders.Providers;

/// <summary>
/// Cohere's embeddings: floats, bytes or bits, for what the text is used for (https://docs.cohere.com/reference/embed:
/// 96 texts at most, <c>input_type</c> is required). The Hub lists none, so that the caller's key and Cohere's names
/// are used.
/// </summary>
internal sealed class CohereEmbeddingsCodec()
    : TaskCodec<EmbeddingRequest, EmbeddingResult>(InferenceTask.FeatureExtraction)
{
    private const int MaxBatch = 96;

    internal override bool IsListed => false;

    public override Task<EmbeddingResult> RunAsync(EmbeddingRequest request, TaskExchange exchange) =>
        EmbeddingBatches.RunAsync(
            request, MaxBatch, (batch, token) => SendAsync(batch, exchange, token), exchange);

    private static async Task<EmbeddingResult> SendAsync(
        EmbeddingRequest request, TaskExchange exchange, CancellationToken cancellationToken)
    {
        var type = request.Element switch
        {
            EmbeddingElement.Int8 => "int8",
            EmbeddingElement.UInt8 => "uint8",
            EmbeddingElement.Binary => "ubinary",
            _ => "float",
        };
        var body = new WireBody
        {
            ["model"] = exchange.Route.ProviderModel,
            ["texts"] = request.Inputs,
            ["input_type"] = "search_document",
            ["embedding_types"] = new[] { type },
            ["output_dimension"] = request.Dimensions,
        };
        foreach (var (name, value) in request.Parameters)
        {
            body[name] = value;
        }

        var answer = await exchange.PostJsonAsync(
            "/v2/embed", body, static (writer, body) => body.WriteTo(writer), headers: null, route: null,
            cancellationToken).ConfigureAwait(false);
        var vectors = answer.Json.At("embeddings", type).Items().Select(vector => Numbers(vector, answer)).ToArray();
        return vectors.Length == request.Inputs.Count
            ? new EmbeddingResult(vectors, CountedUsage.Read(answer.Json), ModelId: null)
            : throw answer.NotAResult($"a vector for each of the {request.Inputs.Count} texts");
    }

    private static float[] Numbers(JsonElement vector, ProviderAnswer answer)
    {
        float[] numbers = [.. vector.Items().Select(
            number => number.ValueKind == JsonValueKind.Number ? number.GetSingle() : float.NaN)];
        return numbers.Length > 0 && Array.TrueForAll(numbers, float.IsFinite)
            ? numbers
            : throw answer.NotAResult("a vector of finite numbers");
    }
}
