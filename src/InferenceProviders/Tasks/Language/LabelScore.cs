using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders;

/// <summary>A label and how sure the model is of it.</summary>
/// <param name="Label">One of the model's labels, or of the caller's.</param>
/// <param name="Score">
/// From 0 to 1 with the usual functions; any number with <c>function_to_apply</c> = <c>none</c>.
/// </param>
public sealed record LabelScore(string Label, double Score)
{
    internal static ResultList<LabelScore> ReadList(ProviderAnswer answer, PipelineRequest request) =>
        PipelineReader.List(
            answer, "a list of labels", item =>
            new LabelScore(
                PipelineReader.RequiredText(answer, item, "label"), PipelineReader.Number(answer, item, "score")));
}
