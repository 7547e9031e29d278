using System.Threading.RateLimiting;

namespace InferenceProviders;

/// <summary>
/// How much may be sent in a period of time, so that a provider does not have to refuse it. A call that does not fit
/// goes to another key or provider; where there is none it waits, if the wait fits its deadline; otherwise it fails at
/// once (<see cref="InferenceErrorKind.RateLimited"/>) and says when there is room
/// (<see cref="InferenceException.RetryAfter"/>). A number under 1 is refused when the router is made.
/// </summary>
public sealed record RateLimit
{
    /// <summary>
    /// The requests of any sixty seconds. At least 1. Null: any number.
    /// </summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>
    /// The tokens of any sixty seconds, of prompts and answers together. Before a call its prompt is estimated, and its
    /// answer counts with <c>ChatOptions.MaxOutputTokens</c>; after it, what the provider counted takes their place. A
    /// call that is larger than the limit counts as all of it. At least 1. Null: any number.
    /// </summary>
    public long? TokensPerMinute { get; set; }

    /// <summary>
    /// The calls that may be under way at the same time, each until its answer was read. How long a wait for one of
    /// them to end takes is not known before: it ends with the call's deadline at the latest. At least 1. Null: any
    /// number.
    /// </summary>
    public int? ConcurrentCalls { get; set; }

    /// <summary>
    /// A limiter of your own besides, which is asked for one permit for every request: any of
    /// <c>System.Threading.RateLimiting</c>, or one that several machines share. It is used as it is, and never
    /// disposed.
    /// </summary>
    public RateLimiter? Limiter { get; set; }
}
