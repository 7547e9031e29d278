namespace InferenceProviders;

/// <summary>
/// How long each stage of a call may take: greater than zero and at most 24 days, or
/// <see cref="Timeout.InfiniteTimeSpan"/> to switch a limit off. The router refuses another value with an
/// <see cref="ArgumentOutOfRangeException"/>. A stage that runs out is an <see cref="InferenceException"/> of kind
/// <see cref="InferenceErrorKind.Timeout"/>.
/// </summary>
public sealed record InferenceTimeouts
{
    /// <summary>Connecting, with TLS. Applies to the built-in handler only. Default: 10 seconds.</summary>
    public TimeSpan Connect { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// From the start of a streaming attempt to its first content. Keep-alive comments do not count. Default: 60
    /// seconds.
    /// </summary>
    public TimeSpan FirstToken { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two events of a stream. Keep-alive comments do not count. Default: 60 seconds.</summary>
    public TimeSpan BetweenTokens { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The whole call: every attempt, poll and download together. Default: 10 minutes.</summary>
    public TimeSpan Call { get; set; } = TimeSpan.FromMinutes(10);
}
