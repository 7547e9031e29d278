using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders;

/// <summary>An answer to a question about a table.</summary>
/// <param name="Text">The answer, with the aggregator before it where there is one (<c>AVERAGE &gt; 1, 2</c>).</param>
/// <param name="Cells">The contents of the cells that it comes from.</param>
/// <param name="Coordinates">Row and column of each of these cells, from zero.</param>
/// <param name="Aggregator">
/// What the answer does with the cells (<c>SUM</c>, <c>AVERAGE</c>, <c>COUNT</c>, <c>NONE</c>); null where the model
/// has none.
/// </param>
public sealed record TableAnswer(
    string Text, IReadOnlyList<string> Cells, IReadOnlyList<(int Row, int Column)> Coordinates, string? Aggregator)
        : InferenceResult
{
    internal static TableAnswer Read(ProviderAnswer answer, PipelineRequest request)
    {
        var item = PipelineReader.Items(answer, "an answer", acceptsObject: true).FirstOrDefault();
        return new TableAnswer(
            PipelineReader.RequiredText(answer, item, "answer"),
            [.. item.At("cells").Items().Select(cell => cell.ValueKind == JsonValueKind.String ? cell.GetString()!
                : cell.GetRawText())],
            [.. item.At("coordinates").Items().Where(IsPair).Select(pair => (pair[0].GetInt32(), pair[1].GetInt32()))],
            item.Text("aggregator")) { Raw = new RawJson(answer.Body) };
    }

    private static bool IsPair(JsonElement pair) =>
        pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair.EnumerateArray()
            .All(number => number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out _));
}
