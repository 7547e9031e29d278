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

    public static RoutingSummary From(RoutingReport report) => new()
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
        Attempts = [.. report.Attempts.Select(AttemptSummary.From)],
    };
}

/// <summary>One attempt of a call.</summary>
internal sealed record AttemptSummary(
    string Provider, string? Error, int? Status, string? Reason, double Duration, bool IsSuperseded)
{
    public static AttemptSummary From(RouteAttempt attempt) =>
        new(attempt.Provider, attempt.Error?.ToString(), (int?)attempt.StatusCode, attempt.Reason,
            attempt.Duration.TotalMilliseconds, attempt.IsSuperseded);
}
