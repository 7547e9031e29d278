using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders;

/// <summary>A word or a group of words with its label: a name, a part of speech, …</summary>
/// <param name="Label">The model's label: <c>PER</c>, <c>B-PER</c>, …</param>
/// <param name="Score">How sure the model is, from 0 to 1.</param>
/// <param name="Word">The text as the model split it.</param>
/// <param name="Start">Where it begins in the text, in characters; null when the model does not say.</param>
/// <param name="End">Where it ends in the text, in characters; null when the model does not say.</param>
/// <param name="IsGroup">
/// Whether it may be several tokens (<c>entity_group</c>) rather than a single one (<c>entity</c>).
/// </param>
public sealed record TokenLabel(string Label, double Score, string Word, int? Start, int? End, bool IsGroup)
{
    internal static ResultList<TokenLabel> ReadList(ProviderAnswer answer, PipelineRequest request) =>
        PipelineReader.List(answer, "a list of labeled words", item =>
    {
        var group = item.Text("entity_group");
        return new TokenLabel(
            group ?? PipelineReader.RequiredText(answer, item, "entity"),
            PipelineReader.Number(answer, item, "score"),
            PipelineReader.RequiredText(answer, item, "word"),
            PipelineReader.Index(item, "start"),
            PipelineReader.Index(item, "end"),
            group is not null);
    });
}
