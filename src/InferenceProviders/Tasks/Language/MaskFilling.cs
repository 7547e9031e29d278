using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders;

/// <summary>A word for the gap in a text.</summary>
/// <param name="Word">The word (<c>token_str</c>).</param>
/// <param name="Score">How likely it is, from 0 to 1.</param>
/// <param name="Sequence">The text with the word in it.</param>
/// <param name="Token">The word's number in the model's vocabulary; null when the provider does not say.</param>
public sealed record MaskFilling(string Word, double Score, string Sequence, int? Token)
{
    internal static ResultList<MaskFilling> ReadList(ProviderAnswer answer, PipelineRequest request) =>
        PipelineReader.List(answer, "a list of words for the gap", item =>
        new MaskFilling(
            PipelineReader.RequiredText(answer, item, "token_str"),
            PipelineReader.Number(answer, item, "score"),
            PipelineReader.RequiredText(answer, item, "sequence"),
            PipelineReader.Index(item, "token")));
}
