namespace InferenceProviders.Errors;

/// <summary>One limit, as the headers of a response describe it.</summary>
/// <param name="Name">Of what: <c>requests</c>, <c>tokens</c>, <c>tokens-minute</c>, or a name of the server's.</param>
internal readonly record struct RateLimitReading(string Name)
{
    /// <summary>The whole of it; null when that is not said.</summary>
    public long? Limit { get; init; }

    /// <summary>What is left; null when that is not said.</summary>
    public long? Remaining { get; init; }

    /// <summary>When it is the whole again, from the response on; null when that is not said.</summary>
    public TimeSpan? ResetsIn { get; init; }
}
