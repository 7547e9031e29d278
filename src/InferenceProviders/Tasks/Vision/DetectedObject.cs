using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders;

/// <summary>A thing in an image.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Score">How sure the model is, from 0 to 1.</param>
/// <param name="Box">Where it is.</param>
public sealed record DetectedObject(string Label, double Score, PixelBox Box)
{
    internal static ResultList<DetectedObject> ReadList(ProviderAnswer answer, PipelineRequest request) =>
        PipelineReader.List(answer, "a list of boxes", item =>
    {
        var box = item.At("box");
        return new DetectedObject(
            PipelineReader.RequiredText(answer, item, "label"),
            PipelineReader.Number(answer, item, "score"),
            new PixelBox(
                PipelineReader.Number(answer, box, "xmin"),
                PipelineReader.Number(answer, box, "ymin"),
                PipelineReader.Number(answer, box, "xmax"),
                PipelineReader.Number(answer, box, "ymax")));
    });
}

/// <summary>A rectangle in an image, in pixels from its upper left corner.</summary>
public readonly record struct PixelBox(double XMin, double YMin, double XMax, double YMax);
