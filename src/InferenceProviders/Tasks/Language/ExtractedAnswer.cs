using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders;

/// <summary>An answer to a question about a text, a document or an image.</summary>
/// <param name="Text">The answer; empty when the model found none and was allowed to say so.</param>
/// <param name="Score">How likely it is, from 0 to 1; null when the provider does not say.</param>
/// <param name="Start">Where it begins: in characters of a text, in words of a document; null for an image.</param>
/// <param name="End">Where it ends: in characters of a text, in words of a document; null for an image.</param>
public sealed record ExtractedAnswer(string Text, double? Score, int? Start, int? End)
{
    internal static ResultList<ExtractedAnswer> ReadList(ProviderAnswer answer, PipelineRequest request) =>
        PipelineReader.List(
        answer,
        "an answer",
        item =>
            new ExtractedAnswer(
                PipelineReader.RequiredText(answer, item, "answer"), item.Number("score"),
                PipelineReader.Index(item, "start"), PipelineReader.Index(item, "end")),
        acceptsObject: true);
}
