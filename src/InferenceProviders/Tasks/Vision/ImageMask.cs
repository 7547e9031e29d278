using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>Where something is in an image.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Score">How sure the model is, from 0 to 1; null when it does not say.</param>
/// <param name="Mask">An image of the same size, white where the thing is.</param>
public sealed record ImageMask(string Label, double? Score, DataContent Mask)
{
    internal static ResultList<ImageMask> ReadList(ProviderAnswer answer, PipelineRequest request) =>
        PipelineReader.List(answer, "a list of masks", item =>
        new ImageMask(
            PipelineReader.RequiredText(answer, item, "label"), item.Number("score"),
            PipelineReader.File(answer, item, "mask", MediaKind.Image)));
}
