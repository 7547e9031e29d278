using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of text, image and audio classification.</summary>
public sealed class ClassificationOptions : InferenceTaskOptions
{
    /// <summary>
    /// How many labels to give, the most likely ones; greater than zero (<c>top_k</c>). Null for the model's own
    /// default. A call with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? TopK { get; set; }

    /// <summary>
    /// <c>sigmoid</c>, <c>softmax</c> or <c>none</c> (<c>function_to_apply</c>). Null for the model's own default.
    /// </summary>
    public string? FunctionToApply { get; set; }

    private protected override void AddTo(WireBody parameters)
    {
        parameters["function_to_apply"] = FunctionToApply;
        parameters["top_k"] = Positive(TopK, nameof(TopK));
    }
}
