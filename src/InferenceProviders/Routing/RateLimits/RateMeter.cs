using System.Threading.RateLimiting;

namespace InferenceProviders.Routing.RateLimits;

/// <summary>The state of one limit: of an account, or of a model on it.</summary>
internal sealed class RateMeter(RateLimit limit, TimeProvider clock)
{
    /// <summary>Requests; null for any number.</summary>
    public RateWindow? Requests { get; } =
        limit.RequestsPerMinute is { } requests ? new RateWindow(requests, clock) : null;

    /// <summary>Tokens; null for any number.</summary>
    public RateWindow? Tokens { get; } = limit.TokensPerMinute is { } tokens ? new RateWindow(tokens, clock) : null;

    /// <summary>Calls under way; null for any number.</summary>
    public RateLimiter? Calls { get; } = limit.ConcurrentCalls is { } calls
        ? new ConcurrencyLimiter(new()
        {
            PermitLimit = calls,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        })
        : null;

    /// <summary>The user's own; null for none.</summary>
    public RateLimiter? Own => limit.Limiter;

    public RateLimit Limit => limit;
}
