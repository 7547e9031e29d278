using System.Globalization;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Pipelines;

/// <summary>What the pipelines about texts and tables find.</summary>
internal static class TextPipelines
{
    private static readonly string[] Good = [
        "good", "great", "like", "love", "happy", "gain", "gains", "rise", "profit", "excellent", "wonderful"];
    private static readonly string[] Bad = [
        "bad", "poor", "hate", "sad", "loss", "losses", "fall", "terrible", "awful", "broken", "problem"];

    /// <summary>Positive, neutral, negative: by the words that say so.</summary>
    public static JsonArray Mood(string text, int top)
    {
        var words = Words(text);
        var (good, bad) = (words.Count(Good.Contains), words.Count(Bad.Contains));
        return PipelineModels.Ranked(
            ["positive", "negative", "neutral"], label =>
            0.2 + (label == "positive" ? good : label == "negative" ? bad : good == bad ? 0.5 : 0), top);
    }

    /// <summary>How near a label is to a text.</summary>
    public static double Fit(string text, string label) =>
        0.05 + Words(label).Sum(word => Words(text).Contains(word) ? 1 : Math.Max(0, Embedder.Similarity(text, word)));

    /// <summary>Words with a capital letter inside a sentence are taken for names.</summary>
    public static JsonArray Names(string text)
    {
        var names = new JsonArray();
        foreach (var name in new PromptFacts(text).Names)
        {
            var start = text.IndexOf(name, StringComparison.Ordinal);
            if (start >= 0)
            {
                names.Add(new JsonObject
                {
                    ["entity_group"] = "PER",
                    ["score"] = 0.9,
                    ["word"] = name,
                    ["start"] = start,
                    ["end"] = start + name.Length,
                });
            }
        }

        return names;
    }

    public static JsonArray Fill(string text, int top)
    {
        var mask = text.Contains("[MASK]", StringComparison.Ordinal)
            ? "[MASK]"
            : text.Contains("<mask>", StringComparison.Ordinal)
            ? "<mask>"
            : throw ApiException.Invalid("No mask_token ([MASK]) found on the input", "inputs", "no_mask");
        string[] words = ["hello", "the", "good"];
        return new([.. words.Take(top).Select((word, index) => (JsonNode)new JsonObject
        {
            ["score"] = Math.Round(0.6 / (index + 1), 6), ["token"] = 1000
                + index, ["token_str"] = word, ["sequence"] = text.Replace(mask, word, StringComparison.Ordinal),
        })]);
    }

    /// <summary>The last word of the sentence that has most in common with the question.</summary>
    public static JsonObject Answer(string question, string context)
    {
        var best = context.Split(
            ['.', '!', '?'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).DefaultIfEmpty(
                context)
            .MaxBy(sentence => Embedder.Similarity(question, sentence))!;
        var answer = best[(best.LastIndexOf(' ') + 1)..];
        var start = context.IndexOf(best, StringComparison.Ordinal) + best.Length - answer.Length;
        return new JsonObject
        {
            ["answer"] = answer,
            ["score"] = 0.9,
            ["start"] = start,
            ["end"] = start + answer.Length,
        };
    }

    /// <summary>The first cell of the column that the question has most in common with.</summary>
    public static JsonObject AnswerFromTable(PipelineInput input)
    {
        var question = input.Fields.Text("question") ?? input.Fields.RequiredText("query");
        var table = input.Fields.Object("table") is { Count: > 0 } columns
            ? columns
            : throw FieldReader.Missing("table");
        var (name, column) = table.Select((pair, index) => (pair.Key, index))
            .MaxBy(pair => Embedder.Similarity(question, pair.Key));
        var row = table.Select(pair => pair.Value as JsonArray).OfType<JsonArray>()
            .Select(
                cells =>
                cells.Select((cell, index) => (cell, index))
                .FirstOrDefault(
                    item => question.Contains(item.cell!.ToString(), StringComparison.OrdinalIgnoreCase)).index).Max();
        var answer = table[name]![row]!.ToString();
        return new JsonObject
        {
            ["answer"] = answer,
            ["coordinates"] = new JsonArray(new JsonArray(row, column)),
            ["cells"] = new JsonArray(answer),
            ["aggregator"] = "NONE",
        };
    }

    public static string FirstSentence(string text)
    {
        var end = text.IndexOfAny(['.', '!', '?']);
        return end < 0 ? text : text[..(end + 1)];
    }

    /// <summary>The emulator knows no languages: it says into which the text ought to be translated.</summary>
    public static string Translate(string text, string? language) => $"[{language ?? "fr"}] {text}";

    /// <summary>One value a row, from the sum of its numbers.</summary>
    public static JsonArray Rows(PipelineInput input, Func<double, JsonNode> value)
    {
        var table = input.Fields.Object("data") is { Count: > 0 } data ? data : throw FieldReader.Missing("data");
        var columns = table.Select(pair => pair.Value as JsonArray
            ?? throw FieldReader.Wrong(pair.Key, "an array", pair.Value)).ToList();
        return new(
            [.. Enumerable.Range(0, columns[0].Count).Select(
                row => value(Math.Round(columns.Sum(column => Number(column, row)), 6)))]);
    }

    private static double Number(JsonArray column, int row) =>
        row < column.Count && double.TryParse(column[row]?.ToString(), CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    private static string[] Words(string text) =>
        text.ToLowerInvariant()
            .Split([' ', '\t', '\n', ',', '.', ';', ':', '!', '?', '"', '\''], StringSplitOptions.RemoveEmptyEntries);
}
