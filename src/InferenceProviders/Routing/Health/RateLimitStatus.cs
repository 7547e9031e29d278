namespace InferenceProviders;

/// <summary>What is left of one limit on the rate of a route, at one moment.</summary>
public sealed record RateLimitStatus
{
    /// <summary>
    /// Of what: <c>requests</c>, <c>tokens</c>, or as the provider names it (<c>tokens-minute</c>,
    /// <c>input-tokens</c>).
    /// </summary>
    public required string Name { get; init; }

    /// <summary>
    /// Whether it is a limit of your own (<see cref="InferenceProvidersOptions.RateLimits"/>); otherwise it is the
    /// provider's, by the headers of its last response.
    /// </summary>
    public bool IsOwn { get; init; }

    /// <summary>The number that may be used up; null when the provider does not say.</summary>
    public long? Limit { get; init; }

    /// <summary>The number that is left.</summary>
    public long Remaining { get; init; }

    /// <summary>How long until all of it is there again; null when that is not known.</summary>
    public TimeSpan? ResetsIn { get; init; }
}
