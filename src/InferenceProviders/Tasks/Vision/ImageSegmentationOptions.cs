using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of image segmentation.</summary>
public sealed class ImageSegmentationOptions : QueuedTaskOptions
{
    /// <summary>
    /// <c>instance</c>, <c>panoptic</c> or <c>semantic</c>, as the model is able to (<c>subtask</c>). Null for the
    /// model's own default.
    /// </summary>
    public string? Subtask { get; set; }

    /// <summary>
    /// How sure the model must be of a mask, from 0 to 1 (<c>threshold</c>). Null for the model's own default. A call
    /// with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public double? Threshold { get; set; }

    /// <summary>
    /// How sure it must be of a pixel, from 0 to 1 (<c>mask_threshold</c>). Null for the model's own default. A call
    /// with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public double? MaskThreshold { get; set; }

    /// <summary>
    /// How much masks must overlap to count as one, from 0 to 1 (<c>overlap_mask_area_threshold</c>). Null for the
    /// model's own default. A call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public double? OverlapMaskAreaThreshold { get; set; }

    private protected override void AddTo(WireBody parameters)
    {
        parameters["subtask"] = Subtask;
        parameters["threshold"] = Share(Threshold, nameof(Threshold));
        parameters["mask_threshold"] = Share(MaskThreshold, nameof(MaskThreshold));
        parameters["overlap_mask_area_threshold"] = Share(OverlapMaskAreaThreshold, nameof(OverlapMaskAreaThreshold));
    }
}
