using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Pipelines;

/// <summary>Rerankers: pairs of texts to labels in their order, or a query and texts to places with scores.</summary>
internal static class RerankPipelines
{
    public static JsonArray RankPairs(JsonArray pairs) => new(
        [
            .. pairs.Select(pair => pair as JsonObject ?? throw FieldReader.Wrong("inputs", "pairs of texts", pair))
                .Select(pair => (JsonNode)new JsonObject
                {
                    ["label"] = "LABEL_0",
                    ["score"] = Score(pair.RequiredText("text"), pair.RequiredText("text_pair")),
                }),
        ]);

    public static JsonArray Rank(PipelineInput input)
    {
        if (input.Json["inputs"] is JsonArray pairs)
        {
            return RankPairs(pairs);
        }

        var (query, texts) = (input.Fields.RequiredText("query"), Texts.Read(input.Fields, "texts"));
        return new(
            [
                .. texts.Select((text, index) => (Index: index, Score: Score(query, text)))
                    .OrderByDescending(rank => rank.Score)
                    .Select(rank => (JsonNode)new JsonObject { ["index"] = rank.Index, ["score"] = rank.Score }),
            ]);
    }

    private static double Score(string query, string text) =>
        Math.Round(Math.Clamp(Embedder.Similarity(query, text), 0.0001, 0.9999), 6);
}
