namespace InferenceProviders.Routing.RateLimits;

/// <summary>What a process has taken of a limit at a moment.</summary>
/// <param name="At">When: a timestamp of this process's clock.</param>
/// <param name="Amount">How much.</param>
/// <param name="IsPromise">
/// Whether it is promised for then, and may be given back when the moment has come; otherwise it was sent.
/// </param>
internal readonly record struct RateTake(long At, long Amount, bool IsPromise);
