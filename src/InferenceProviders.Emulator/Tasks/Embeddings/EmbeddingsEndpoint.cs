using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Embeddings;

/// <summary>Embeddings in OpenAI's form, with floats or base64.</summary>
internal static class EmbeddingsEndpoint
{
    private const int LargestBatch = 1024;

    public static ProviderRoute At(string path) => ProviderRoute.Post(path, AnswerAsync);

    private static Task AnswerAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(context, "feature-extraction");
        var json = context.Call().Json!;
        var texts = Texts.Read(json, "input");
        if (texts.Count > LargestBatch)
        {
            throw ApiException.Invalid(
                $"Too many inputs: {texts.Count}; at most {LargestBatch} are allowed.", "input", "invalid_value");
        }

        var dimensions = json.Integer("dimensions", 1, 4096) ?? Embedder.DefaultDimensions;
        var asBase64 = json.Text("encoding_format") switch
        {
            null or "float" => false,
            "base64" => true,
            var other =>
                throw ApiException.Invalid(
                    $"Invalid value for 'encoding_format': '{other}'.", "encoding_format", "invalid_value"),
        };
        var tokens = texts.Sum(Tokens.Count);
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["object"] = "list",
            ["model"] = target.Offer.ProviderId,
            ["data"] = new JsonArray(
                [.. texts.Select(
                    (text, index) =>
                    (JsonNode)new JsonObject { ["object"] = "embedding", ["index"] = index,
                    ["embedding"] = Write(Embedder.Embed(text, dimensions), asBase64) })]),
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        }, context.RequestAborted);
    }

    private static JsonNode Write(float[] vector, bool asBase64) =>
        asBase64
            ? JsonValue.Create(Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())))
            : Texts.Numbers(vector);
}
