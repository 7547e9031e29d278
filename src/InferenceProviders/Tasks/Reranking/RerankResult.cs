namespace InferenceProviders;

/// <summary>How well one document answers the query.</summary>
/// <param name="index">The document's place in the list that was given, from 0.</param>
/// <param name="score">How relevant it is, from 0 to 1.</param>
public sealed class RerankResult(int index, double score)
{
    /// <summary>The document's place in the list that was given, from 0.</summary>
    public int Index { get; } = index;

    /// <summary>
    /// How relevant the document is, from 0 to 1. It is the provider's score where that is in this range, and the
    /// logistic function of it where the provider gives logits. Scores of different models cannot be compared.
    /// </summary>
    public double Score { get; } = score;

    /// <summary>The number that the provider gave: a logit, or the same as <see cref="Score"/>.</summary>
    public double RawScore { get; init; } = score;

    /// <summary>
    /// The document's text; null where <see cref="RerankOptions.ReturnDocuments"/> asked for none.
    /// </summary>
    public string? Document { get; init; }

    /// <summary>The place, the score, and no text.</summary>
    public override string ToString() => FormattableString.Invariant($"{Index}: {Score:0.####}");
}
