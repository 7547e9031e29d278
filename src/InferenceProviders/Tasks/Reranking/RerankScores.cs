using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Reranking;

/// <summary>What a provider says of documents, by their places in the list.</summary>
/// <param name="Scores">The place of a document, and its score as it was given; each place once.</param>
/// <param name="Usage">What the provider counted; null when it did not.</param>
/// <param name="ModelId">The model as the provider calls it; null when it did not say.</param>
/// <param name="Raw">The answers as they were received.</param>
internal sealed record RerankScores(
    IReadOnlyList<KeyValuePair<int, double>> Scores, UsageDetails? Usage, string? ModelId, IReadOnlyList<RawJson> Raw)
    : ICountedResult
{
    /// <summary>
    /// Providers give 32-bit numbers, some of 16-bit ones: a probability of 1 may come a little above it.
    /// </summary>
    private const double Rounding = 0.001;

    /// <summary>
    /// Whether the scores are known to be logits; otherwise they are when one of them is not from 0 to 1.
    /// </summary>
    public bool AreLogits { get; init; }

    /// <summary>The scores of several requests about parts of one list.</summary>
    public static RerankScores Join(RerankScores[] parts, int size)
    {
        UsageDetails? usage = null;
        foreach (var counted in parts.Select(part => part.Usage).OfType<UsageDetails>())
        {
            (usage ??= new()).Add(counted);
        }

        return new(
            [
                .. parts.SelectMany((part, batch) => part.Scores.Select(
                    score => KeyValuePair.Create(score.Key + (batch * size), score.Value))),
            ],
            usage,
            parts[0].ModelId,
            [.. parts.SelectMany(part => part.Raw)])
        {
            AreLogits = parts[0].AreLogits,
        };
    }

    /// <summary>
    /// The best first, and of the same score the first in the list: ordered by what was given, since the logistic
    /// function of large logits is 1 for all of them.
    /// </summary>
    public IReadOnlyList<RerankResult> Rank(IReadOnlyList<string> documents, int count, bool withDocuments)
    {
        var areLogits = AreLogits || Scores.Any(score => score.Value is < -Rounding or > 1 + Rounding);
        return
        [
            .. Scores.OrderByDescending(score => score.Value).ThenBy(score => score.Key).Take(count).Select(
                score => new RerankResult(
                    score.Key, areLogits ? 1 / (1 + Math.Exp(-score.Value)) : Math.Clamp(score.Value, 0, 1))
                {
                    RawScore = score.Value,
                    Document = withDocuments ? documents[score.Key] : null,
                }),
        ];
    }
}
