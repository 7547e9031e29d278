using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of mask filling.</summary>
public sealed class FillMaskOptions : InferenceTaskOptions
{
    /// <summary>
    /// How many words to give; greater than zero (<c>top_k</c>). Null for the model's own default. A call with another
    /// value throws an <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public int? TopK { get; set; }

    /// <summary>The only words to choose from (<c>targets</c>). Null for any word.</summary>
    public IReadOnlyList<string>? Targets { get; set; }

    private protected override void AddTo(WireBody parameters)
    {
        parameters["top_k"] = Positive(TopK, nameof(TopK));
        parameters["targets"] = Targets;
    }
}
