using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders.Tasks.Language;

/// <summary>Zero-shot classification, "Zero-Shot Classification" in the documentation.</summary>
internal static class ZeroShotClassification
{
    /// <summary>The labels are the one parameter that every request has.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Parameters(
        IEnumerable<string> labels, ZeroShotOptions? options)
    {
        ArgumentNullException.ThrowIfNull(labels);
        string[] given = [.. labels];
        return given.Length == 0 || Array.Exists(given, string.IsNullOrWhiteSpace)
            ? throw new ArgumentException("At least one label is required, and none may be empty.", nameof(labels))
            : [new("candidate_labels", given), .. options?.ToParameters() ?? []];
    }

    /// <summary>A list of labels as specified, or the two lists that the pipeline itself gives.</summary>
    public static ResultList<LabelScore> Read(ProviderAnswer answer, PipelineRequest request)
    {
        if (answer.Json.At("labels") is not { ValueKind: JsonValueKind.Array } labels
            || answer.Json.At("scores") is not { ValueKind: JsonValueKind.Array } scores)
        {
            return LabelScore.ReadList(answer, request);
        }

        if (labels.GetArrayLength() != scores.GetArrayLength()
            || !labels.EnumerateArray().All(label => label.ValueKind == JsonValueKind.String)
            || !scores.EnumerateArray().All(score => score.ValueKind == JsonValueKind.Number))
        {
            throw answer.NotAResult("a score for each label");
        }

        return new(
            [.. labels.EnumerateArray().Zip(
                scores.EnumerateArray(), (label, score) => new LabelScore(label.GetString()!, score.GetDouble()))],
                new RawJson(answer.Body));
    }
}
