using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Reranking;

/// <summary>
/// <c>/rerank</c> of text-embeddings-inference: <c>{"query","texts"}</c> to <c>[{"index","score"}]</c>, 32 texts at
/// most, and what it says to other fields (its router/src/http of 2026-07).
/// </summary>
internal static class TextsRerankEndpoint
{
    private const int LargestBatch = 32;

    public static Task AnswerAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, "text-ranking");
        var json = context.Call().Json!;
        if (json["query"] is null || json["texts"] is null)
        {
            throw new ApiException(
                422, "Failed to deserialize the JSON body into the target type: missing field "
                    + $"`{(json["query"] is null ? "query" : "texts")}`") { Form = ErrorForm.Text };
        }

        var (query, texts) = (json.RequiredText("query"), RerankEndpoint.Read(json, "texts"));
        if (texts.Count > LargestBatch)
        {
            throw new ApiException(422, $"batch size {texts.Count} > maximum allowed batch size {LargestBatch}");
        }

        var (raw, withText) = (json.Flag("raw_scores") is true, json.Flag("return_text") is true);
        return context.Response.SendJsonAsync(
            new JsonArray([.. RerankEndpoint.Ranked(query, texts).Select(rank => Item(rank.Index, rank.Score))]),
            context.RequestAborted);

        JsonNode Item(int index, double score)
        {
            var item = new JsonObject
            {
                ["index"] = index,
                ["score"] = raw ? Math.Round(Math.Log(score / (1 - score)), 6) : score,
            };
            if (withText)
            {
                item["text"] = texts[index];
            }

            return item;
        }
    }
}
