using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of question answering about images.</summary>
public sealed class VisualQuestionAnsweringOptions : InferenceTaskOptions
{
    /// <summary>
    /// How many answers to give, at most; greater than zero (<c>top_k</c>). Null for the model's own default. A call
    /// with another value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? TopK { get; set; }

    private protected override void AddTo(WireBody parameters) => parameters["top_k"] = Positive(TopK, nameof(TopK));
}
