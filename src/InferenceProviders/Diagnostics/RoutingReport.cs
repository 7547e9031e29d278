using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// Which provider answered, what was tried before it, how long it took and what it used. On a response and on the last
/// update of a stream: <see cref="RoutingReportExtensions.GetRoutingReport(ChatResponse)"/>.
/// </summary>
public sealed record RoutingReport
{
    /// <summary>The provider that answered.</summary>
    public required string Provider { get; init; }

    /// <summary>The model as the caller named it; of a chain of models, the one that answered.</summary>
    public required string Model { get; init; }

    /// <summary>On whose account.</summary>
    public AuthMode AuthMode { get; init; }

    /// <summary>
    /// The name of the key of yours that was sent, where the provider has several or the only one has a name; otherwise
    /// null.
    /// </summary>
    public string? KeyName { get; init; }

    /// <summary>The provider's id of the request, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>
    /// Every attempt, in the order in which they ended; one succeeded, unless the report is that of a failure.
    /// </summary>
    public IReadOnlyList<RouteAttempt> Attempts { get; init; } = [];

    /// <summary>
    /// From the call to the first content, over all attempts. Null where an answer comes in one piece.
    /// </summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>From the call to the end of the answer, over all attempts.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The tokens that the provider counted, when it did.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>
    /// Whether the answer came out of a cache or a store, that is, through JSON, and not from a provider: this call
    /// cost nothing. Everything but the cost describes the call that produced the answer.
    /// </summary>
    public bool IsCached { get; init; }

    /// <summary>
    /// What the answer cost when it was made, in billionths of a US dollar, where <see cref="IsCached"/>; null when it
    /// is not known.
    /// </summary>
    public long? SavedCostNanoUsd { get; init; }

    /// <summary>The cost in billionths of a US dollar; null when it is not known.</summary>
    public long? CostNanoUsd { get; init; }

    /// <summary>Where <see cref="CostNanoUsd"/> comes from.</summary>
    public CostSource CostSource { get; init; }

    /// <summary>The cost in US dollars; null when it is not known.</summary>
    [JsonIgnore]
    public decimal? Cost => CostNanoUsd / 1_000_000_000m;

    /// <summary><see cref="SavedCostNanoUsd"/> in US dollars.</summary>
    [JsonIgnore]
    public decimal? SavedCost => SavedCostNanoUsd / 1_000_000_000m;

    /// <summary>
    /// Output tokens a second after the first one. Null when the provider did not count, or sent all at once.
    /// </summary>
    [JsonIgnore]
    public double? TokensPerSecond =>
        TimeToFirstToken is { } first && Usage?.OutputTokenCount is > 1 and var tokens && Duration > first
            ? (tokens - 1) / (Duration - first).TotalSeconds
            : null;
}
