using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>The additional property of responses that carries the <see cref="RoutingReport"/> of their call.</summary>
internal static class ReportProperty
{
    public const string Key = OwnProperties.Prefix + "routing_report";

    /// <summary>
    /// The report; one that went through JSON was not made by this call, which cost nothing. It is not put back: the
    /// dictionary may be read by others at the same time.
    /// </summary>
    public static RoutingReport? Find(AdditionalPropertiesDictionary? properties) =>
        properties is null || !properties.TryGetValue(Key, out var value) ? null
        : value as RoutingReport ?? Stored(StoredValue.Read(value, OwnJson.Default.RoutingReport));

    /// <summary>
    /// The report of embeddings. A cache keeps each by itself: where only some were asked for, theirs is the report of
    /// the call.
    /// </summary>
    public static RoutingReport? Find<TEmbedding>(GeneratedEmbeddings<TEmbedding> embeddings)
        where TEmbedding : Embedding
    {
        if (Find(embeddings.AdditionalProperties) is { } report)
        {
            return report;
        }

        foreach (var embedding in embeddings)
        {
            if (embedding?.AdditionalProperties is { } properties
                && properties.TryGetValue(Key, out var value) && value is RoutingReport paid)
            {
                return paid;
            }
        }

        return embeddings.Select(static embedding => Find(embedding?.AdditionalProperties))
            .FirstOrDefault(static stored => stored is not null);
    }

    private static RoutingReport? Stored(RoutingReport? report) => report is null or { IsCached: true } ? report
        : report with
        {
            IsCached = true,
            SavedCostNanoUsd = report.CostNanoUsd,
            CostNanoUsd = 0,
            CostSource = CostSource.Cached,
        };
}
