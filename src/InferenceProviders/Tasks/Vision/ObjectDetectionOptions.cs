using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of object detection.</summary>
public sealed class ObjectDetectionOptions : InferenceTaskOptions
{
    /// <summary>
    /// How sure the model must be of an object, from 0 to 1 (<c>threshold</c>). Null for the model's own default. A
    /// call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public double? Threshold { get; set; }

    private protected override void AddTo(WireBody parameters) =>
        parameters["threshold"] = Share(Threshold, nameof(Threshold));
}
