using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Reranking;

/// <summary>
/// Reads scores in any form that servers give them: a list at the root, or in <c>results</c>, <c>data</c> or
/// <c>scores</c>, of numbers, of objects with an <c>index</c>, or of labels in the order of the documents.
/// </summary>
internal static class RerankReader
{
    /// <param name="answer">The answer.</param>
    /// <param name="documents">How many documents were sent.</param>
    /// <param name="expected">How many scores were asked for; there may be more.</param>
    public static RerankScores Read(ProviderAnswer answer, int documents, int expected)
    {
        var json = answer.Json;
        var list = json.ValueKind == JsonValueKind.Array ? json : List(json);
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw answer.NotAResult("a list of scores");
        }

        var scores = new List<KeyValuePair<int, double>>(documents);
        var isKnown = new bool[documents];
        string? label = null;
        foreach (var item in Items(list, documents))
        {
            var index = Index(item, scores.Count, answer);
            if ((uint)index >= (uint)documents)
            {
                throw Wrong($"one of a document {index}");
            }

            if (isKnown[index])
            {
                throw Wrong($"two of document {index}");
            }

            CheckLabel(item, ref label, answer);
            isKnown[index] = true;
            scores.Add(KeyValuePair.Create(index, Score(item)
                ?? throw answer.NotAResult($"a finite score for document {index}")));
        }

        return scores.Count >= expected
            ? new RerankScores(
                scores, CountedUsage.Read(json), json.At("model") is { ValueKind: JsonValueKind.String } model
                    ? model.GetString() : null,
                [new RawJson(answer.Body)])
            : throw (expected == documents
                ? answer.NotAResult($"a score for document {Array.IndexOf(isKnown, false)}")
                : answer.NotAResult($"{expected} scores; what came was {scores.Count}"));

        InferenceException Wrong(string instead) =>
            answer.NotAResult($"one score for each of the {documents} documents", instead);
    }

    private static JsonElement List(JsonElement json)
    {
        foreach (var name in (ReadOnlySpan<string>)["results", "data", "scores"])
        {
            if (json.At(name) is { ValueKind: JsonValueKind.Array } list)
            {
                return list;
            }
        }

        return default;
    }

    /// <summary>
    /// The items; those of pipelines may be in a list of their own, each or all of them together (<c>[[…]]</c>).
    /// </summary>
    private static IEnumerable<JsonElement> Items(JsonElement list, int documents) =>
        list.GetArrayLength() == 1 && list[0] is { ValueKind: JsonValueKind.Array } all
            && all.GetArrayLength() == documents ? all.EnumerateArray()
        : list.EnumerateArray().Select(
            item => item is { ValueKind: JsonValueKind.Array } && item.GetArrayLength() == 1 ? item[0] : item);

    private static int Index(JsonElement item, int next, ProviderAnswer answer) => item.At("index") switch
    {
        { ValueKind: JsonValueKind.Undefined } => next,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var index) => index,
        _ => throw answer.NotAResult("the index of a document"),
    };

    private static double? Score(JsonElement item)
    {
        var number = item.ValueKind == JsonValueKind.Number ? item.GetDouble()
            : item.Number("relevance_score") ?? item.Number("score");
        return number is { } score && double.IsFinite(score) ? score : null;
    }

    /// <summary>
    /// A reranker has one label. A model with several gives the likeliest of them, whose score says nothing of how
    /// documents compare.
    /// </summary>
    private static void CheckLabel(JsonElement item, ref string? label, ProviderAnswer answer)
    {
        var own = item.ValueKind == JsonValueKind.Array ? null : item.Text("label");
        if (item.ValueKind == JsonValueKind.Array || (own is not null && (label ??= own) != own))
        {
            throw answer.NotSupported(
                "gives texts one of several labels: it is a classifier, which cannot rank. Choose a model with the "
                    + "task 'text-ranking'.");
        }
    }
}
