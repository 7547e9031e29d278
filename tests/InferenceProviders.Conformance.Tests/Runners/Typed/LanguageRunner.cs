using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Typed;

/// <summary>The tasks about texts.</summary>
internal sealed class LanguageRunner : TypedRunner
{
    public LanguageRunner()
    {
        Add("textClassification", async (a, router, token) => Labels(await router.ClassifyTextAsync(
            a.Text("text"), a.Model, new ClassificationOptions { AdditionalProperties = a.Parameters() }, a.Provider,
            token)));
        Add("zeroShotClassification", async (a, router, token) => Labels(await router.ZeroShotClassifyAsync(
            a.Text("text"), a.Labels("candidate_labels"), a.Model,
            new ZeroShotOptions { AdditionalProperties = a.Parameters("candidate_labels") }, a.Provider, token)));
        Add("tokenClassification", async (a, router, token) => List(
            await router.ClassifyTokensAsync(
                a.Text("text"), a.Model, new TokenClassificationOptions { AdditionalProperties = a.Parameters() },
                a.Provider, token), Token));
        Add("fillMask", async (a, router, token) => List(
            await router.FillMaskAsync(
                a.Text("text"), a.Model, new FillMaskOptions { AdditionalProperties = a.Parameters() }, a.Provider,
                token),
            word =>
                new JsonObject { ["score"] = word.Score, ["token"] = word.Token, ["token_str"] = word.Word,
                    ["sequence"] = word.Sequence }));
        Add("questionAnswering", AnswerAsync);
        Add("tableQuestionAnswering", AnswerFromTableAsync);
        Add("summarization", async (a, router, token) => new JsonObject
        {
            ["summary_text"] = (await router.SummarizeAsync(
                a.Text("text"), a.Model, new SummarizationOptions { AdditionalProperties = a.Parameters() }, a.Provider,
                token)).Text,
        });
        Add("translation", TranslateAsync);
        Add("sentenceSimilarity", CompareAsync);
        Add("featureExtraction", EmbedAsync);
    }

    protected override string[] InputNames { get; } = [
        "text", "question", "context", "query", "table", "sentence", "other_sentences"];

    private static JsonObject Token(TokenLabel label)
    {
        var shown = new JsonObject
        {
            [label.IsGroup ? "entity_group" : "entity"] = label.Label,
            ["score"] = label.Score,
            ["word"] = label.Word,
        };
        Set(shown, "start", label.Start);
        Set(shown, "end", label.End);
        return shown;
    }

    private static async Task<JsonNode?> AnswerAsync(TypedArguments a, InferenceRouter router, CancellationToken token)
    {
        var answers = await router.AnswerQuestionAsync(
            a.Text("question"), a.Text("context"), a.Model,
            new QuestionAnsweringOptions { AdditionalProperties = a.Parameters() }, a.Provider, token);

        // The JavaScript client gives the first; the Python client gives a list when there are several.
        return IsPython(a) && answers.Count > 1
            ? List(answers, Answer)
            : answers is [var first, ..] ? Answer(first)
            : null;
    }

    private static async Task<JsonNode?> AnswerFromTableAsync(
        TypedArguments a, InferenceRouter router, CancellationToken token)
    {
        var answer = await router.AnswerTableQuestionAsync(
            a.Text("question", "query"), a.Table("table"), a.Model,
            new TableQuestionAnsweringOptions { AdditionalProperties = a.Parameters() }, a.Provider, token);
        return new JsonObject
        {
            ["answer"] = answer.Text,
            ["coordinates"] = List(answer.Coordinates, cell => new JsonArray(cell.Row, cell.Column)),
            ["cells"] = List(answer.Cells, cell => cell),
            ["aggregator"] = answer.Aggregator,
        };
    }

    private static async Task<JsonNode?> TranslateAsync(
        TypedArguments a, InferenceRouter router, CancellationToken token)
    {
        var options = new TranslationOptions { AdditionalProperties = a.Parameters() };
        return a.Input("text") is { ValueKind: JsonValueKind.Array } texts
            ? List(
                await router.TranslateAsync(
                    [.. texts.EnumerateArray().Select(text => text.GetString()!)], a.Model, options, a.Provider, token),
                    Show)
            : Show(await router.TranslateAsync(a.Text("text"), a.Model, options, a.Provider, token));

        static JsonObject Show(GeneratedText text) => new() { ["translation_text"] = text.Text };
    }

    private static async Task<JsonNode?> CompareAsync(TypedArguments a, InferenceRouter router, CancellationToken token)
    {
        string[] others = [
            .. a.Input("sentences", "other_sentences").EnumerateArray().Select(text => text.GetString()!)];
        return List(
            await router.CompareSentencesAsync(
                a.Text("source_sentence", "sentence"), others, a.Model,
                new SentenceSimilarityOptions { AdditionalProperties = a.Parameters() }, a.Provider, token),
            number => number);
    }

    private static async Task<JsonNode?> EmbedAsync(TypedArguments a, InferenceRouter router, CancellationToken token)
    {
        using var generator = router.AsIEmbeddingGenerator(a.Model, a.Provider);
        var parameters = a.Parameters("dimensions");
        var options = new EmbeddingGenerationOptions
        {
            AdditionalProperties = parameters,
            Dimensions = a.Parameters().TryGetValue("dimensions", out var dimensions)
                && dimensions is JsonElement number ? number.GetInt32() : null,
        };
        var input = a.Input("text");
        string[] texts = input.ValueKind == JsonValueKind.Array
            ? [.. input.EnumerateArray().Select(text => text.GetString()!)]
            : [input.GetString()!];
        var vectors = List(
            await generator.GenerateAsync(texts, options, token), embedding => List(embedding.Vector.ToArray(), Exact));
        return new JsonObject { ["vectors"] = vectors };
    }

    /// <summary>The shortest decimal that is this float: what the captures have.</summary>
    private static JsonNode Exact(float number) => JsonNode.Parse(JsonSerializer.Serialize(number))!;

    /// <summary>
    /// Vectors as a list, whether the client gave one vector or several; nested as an array of NumPy's, or plain.
    /// </summary>
    public override JsonNode? Expected(Wire.WireCase wireCase)
    {
        var expected = base.Expected(wireCase);
        if (wireCase.Call.Method is not ("featureExtraction" or "feature_extraction"))
        {
            return expected;
        }

        var vectors = expected is JsonObject array && array["values"] is { } values ? values : expected;
        return new JsonObject
        {
            ["vectors"] = Singles(vectors is JsonArray list && list.FirstOrDefault() is JsonArray ? vectors
            : new JsonArray(vectors?.DeepClone())),
        };
    }

    /// <summary>The Python client shows its single-precision numbers with the digits of double precision.</summary>
    private static JsonNode? Singles(JsonNode? node) => node switch
    {
        JsonArray items => List(items, Singles),
        JsonValue number when number.GetValueKind() == JsonValueKind.Number => Exact((float)number.GetValue<double>()),
        _ => node?.DeepClone(),
    };
}
