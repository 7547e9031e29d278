using InferenceProviders;

namespace AspNetCoreChat.Events;

/// <summary>A <see cref="RoutingReport"/> for the page: times in milliseconds, money in US dollars.</summary>
internal sealed record RoutingSummary
{
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required string AuthMode { get; init; }

    public string? RequestId { get; init; }

    public double? TimeToFirstToken { get; init; }

    public double Duration { get; init; }

    public double? TokensPerSecond { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public decimal? Cost { get; init; }

    public required string CostSource { get; init; }

    public IReadOnlyList<AttemptSummary> Attempts { get; init; } = [];

    /// <param name="report">The report of the call.</param>
    /// <param name="failure">
    /// How the call failed. An answer that breaks off had begun well, so that no attempt of its report has an error;
    /// here it is the one that answered which failed.
    /// </param>
    public static RoutingSummary From(RoutingReport report, InferenceErrorKind? failure = null) => new()
    {
        Provider = report.Provider,
        Model = report.Model,
        AuthMode = report.AuthMode.ToString(),
        RequestId = report.RequestId,
        TimeToFirstToken = report.TimeToFirstToken?.TotalMilliseconds,
        Duration = report.Duration.TotalMilliseconds,
        TokensPerSecond = report.TokensPerSecond,
        InputTokens = report.Usage?.InputTokenCount,
        OutputTokens = report.Usage?.OutputTokenCount,
        Cost = report.Cost,
        CostSource = report.CostSource.ToString(),
        Attempts = [.. report.Attempts.Select(attempt => AttemptSummary.From(
            attempt, failure is InferenceErrorKind.Interrupted ? failure : null))],
    };
}

/// <summary>One attempt of a call.</summary>
internal sealed record AttemptSummary(
    string Provider, string? Error, int? Status, string? Reason, double Duration, bool IsSuperseded)
{
    public static AttemptSummary From(RouteAttempt attempt, InferenceErrorKind? interrupted)
    {
        var error = attempt.Error ?? (attempt.IsSuperseded ? null : interrupted);
        return new(attempt.Provider, error?.ToString(), (int?)attempt.StatusCode, attempt.Reason,
            attempt.Duration.TotalMilliseconds, attempt.IsSuperseded);
    }
}
