using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Reranking;

/// <summary>
/// Reranking in Cohere's form: <c>{"model","query","documents","top_n"}</c> to
/// <c>{"results":[{"index","relevance_score"}]}</c>. A document is as relevant as it is similar to the query.
/// </summary>
internal static class RerankEndpoint
{
    /// <param name="path">The route.</param>
    /// <param name="complete">What else is in the answer: the documents, and the tokens that were read.</param>
    public static ProviderRoute At(string path, Action<JsonObject, int, int> complete) =>
        ProviderRoute.Post(path, context => AnswerAsync(context, complete));

    /// <summary><c>usage</c> as Together and Novita count.</summary>
    public static void CountTokens(JsonObject answer, int documents, int tokens) => answer["usage"] = new JsonObject
    {
        ["prompt_tokens"] = tokens,
        ["completion_tokens"] = 0,
        ["total_tokens"] = tokens,
    };

    public static Task AnswerAsync(HttpContext context, Action<JsonObject, int, int> complete)
    {
        var target = ProviderEndpointFilter.Enter(context, "text-ranking");
        var json = context.Call().Json!;
        var query = json.RequiredText("query");
        var documents = Read(json, "documents");
        var top = json.Integer("top_n", 1) ?? documents.Count;
        var answer = new JsonObject
        {
            ["id"] = "rerank-1",
            ["model"] = target.Offer.ProviderId,
            ["results"] = new JsonArray(
                [
                    .. Ranked(query, documents).Take(top).Select(rank =>
                        (JsonNode)new JsonObject { ["index"] = rank.Index, ["relevance_score"] = rank.Score }),
                ]),
        };
        complete(answer, documents.Count, Tokens(query, documents));
        return context.Response.SendJsonAsync(answer, context.RequestAborted);
    }

    /// <summary>A list of texts, none of which may be empty.</summary>
    public static List<string> Read(JsonObject json, string field)
    {
        var texts = Texts.Read(json, field);
        return texts.Count == 0 || texts.Any(string.IsNullOrWhiteSpace)
            ? throw ApiException.Invalid($"'{field}' must be non-empty texts.", field, "invalid_value")
            : [.. texts];
    }

    /// <summary>Each document with its score from 0 to 1, the best first.</summary>
    public static IEnumerable<(int Index, double Score)> Ranked(string query, IEnumerable<string> documents) =>
        documents.Select((text, index) => (index, Score: Score(query, text))).OrderByDescending(rank => rank.Score);

    public static double Score(string query, string document) =>
        Math.Round(Math.Clamp(Embedder.Similarity(query, document), 0.0001, 0.9999), 6);

    public static int Tokens(string query, IReadOnlyCollection<string> documents) =>
        documents.Sum(Models.Language.Tokens.Count) + (documents.Count * Models.Language.Tokens.Count(query));
}
