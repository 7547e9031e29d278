using System.Text.Json;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders.Tasks.Tabular;

/// <summary>Reads one value a row.</summary>
internal static class TabularReader
{
    /// <summary>Labels, which many models have as numbers: they are given as they were written.</summary>
    public static ResultList<string> Labels(ProviderAnswer answer, PipelineRequest request) =>
        PipelineReader.List(answer, "a label for each row", item => item.ValueKind switch
    {
        JsonValueKind.String => item.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => item.GetRawText(),
        _ => throw answer.NotAResult("a label for each row"),
    });

    public static ResultList<double> Numbers(ProviderAnswer answer, PipelineRequest request) =>
        PipelineReader.List(answer, "a number for each row", item =>
        item.ValueKind == JsonValueKind.Number ? item.GetDouble() : throw answer.NotAResult("a number for each row"));
}
