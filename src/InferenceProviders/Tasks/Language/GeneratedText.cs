using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders;

/// <summary>A text that a model wrote: a summary, a translation, a caption.</summary>
/// <param name="Text">The text.</param>
public sealed record GeneratedText(string Text) : InferenceResult
{
    /// <summary>The text in a field of an object, or of each object of a list.</summary>
    internal static Func<ProviderAnswer, PipelineRequest, ResultList<GeneratedText>> ReadList(string field) =>
        (answer, _) => PipelineReader.List(
        answer, $"'{field}'", item =>
            new GeneratedText(PipelineReader.RequiredText(answer, item, field)), acceptsObject: true);

    /// <summary>A single text.</summary>
    internal static Func<ProviderAnswer, PipelineRequest, GeneratedText> Read(string field) => (answer, _) =>
        new GeneratedText(
            PipelineReader.RequiredText(
                answer, PipelineReader.Items(answer, $"'{field}'", acceptsObject: true).FirstOrDefault(), field))
        {
            Raw = new RawJson(answer.Body),
        };
}
