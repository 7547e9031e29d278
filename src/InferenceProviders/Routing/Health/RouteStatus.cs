namespace InferenceProviders;

/// <summary>The health of one route at one moment, by this router's own attempts of the last ten minutes.</summary>
public sealed record RouteStatus
{
    /// <summary>The provider; <c>auto</c> for the server-side router's choice, <c>endpoint</c> for a URL.</summary>
    public required string Provider { get; init; }

    /// <summary>The model: its id on the Hub, or the endpoint's URL.</summary>
    public required string Model { get; init; }

    /// <summary>The task.</summary>
    public required InferenceTask Task { get; init; }

    /// <summary>
    /// The protocol of a chat: <see cref="ChatProtocol.ChatCompletions"/> or <see cref="ChatProtocol.Responses"/>. Null
    /// for other tasks.
    /// </summary>
    public ChatProtocol? Protocol { get; init; }

    /// <summary>On whose account.</summary>
    public required AuthMode AuthMode { get; init; }

    /// <summary>
    /// The name of the key that it is with, where there are several for the provider; null for the only one. A cooldown
    /// is that of the key; the figures are those of all keys together.
    /// </summary>
    public string? KeyName { get; init; }

    /// <summary>Whether it is used.</summary>
    public required RouteState State { get; init; }

    /// <summary>
    /// How much longer it is in that state, unless an attempt changes it; null when that is not limited.
    /// </summary>
    public TimeSpan? StateEndsIn { get; init; }

    /// <summary>How many calls it is answering at the moment.</summary>
    public int CallsInFlight { get; init; }

    /// <summary>How many attempts the figures are from: the last 64 at most.</summary>
    public int Attempts { get; init; }

    /// <summary>The share of them that succeeded, from 0 to 1; null when there were none.</summary>
    public double? SuccessRate { get; init; }

    /// <summary>The mean time to the first content of streams; null when there were none.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>The time to first content that 95 of 100 streams stay under; null when there were none.</summary>
    public TimeSpan? TimeToFirstToken95 { get; init; }

    /// <summary>The mean number of answer tokens a second in streams; null when it is not known.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>
    /// What is left of the limits on its rate: the provider's, as its last response had them in its headers, and your
    /// own. Empty when none is known.
    /// </summary>
    public IReadOnlyList<RateLimitStatus> RateLimits { get; init; } = [];

    /// <summary>
    /// What the provider refused for this model: <c>tools</c>, <c>json_schema</c>, <c>images</c>, <c>audio</c>.
    /// </summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>The size in bytes of the shortest prompt that was too long for it; null when none was.</summary>
    public long? TooLongPromptBytes { get; init; }
}
