using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of sentence similarity.</summary>
public sealed class SentenceSimilarityOptions : InferenceTaskOptions
{
    /// <summary>
    /// Whether the vectors are made of length 1 before they are compared (<c>normalize</c>). Null for the model's own
    /// default.
    /// </summary>
    public bool? Normalize { get; set; }

    private protected override void AddTo(WireBody parameters) => parameters["normalize"] = Normalize;
}
