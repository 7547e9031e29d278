using System.Diagnostics;
using System.Diagnostics.Metrics;
using InferenceProviders.Diagnostics;
using InferenceProviders.Routing.Calls;

namespace InferenceProviders.Routing.Reports;

/// <summary>The meter's instruments. The buckets are those that the conventions recommend.</summary>
internal static class CallMetrics
{
    public static readonly string? Version = typeof(CallMetrics).Assembly.GetName().Version?.ToString(3);

    private static readonly Meter Meter = new(InferenceTelemetry.MeterName, Version);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    };

    private static readonly InstrumentAdvice<long> Tokens = new()
    {
        HistogramBucketBoundaries = [
            1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864],
    };

    private static readonly Histogram<long> TokenUsage = Meter.CreateHistogram(
        GenAI.Metrics.TokenUsage, "{token}", "Number of input and output tokens used.", tags: null, Tokens);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        GenAI.Metrics.Duration, "s", "Duration of a call, over all attempts.", tags: null, Seconds);

    private static readonly Histogram<double> TimeToFirstChunk = Meter.CreateHistogram(
        GenAI.Metrics.TimeToFirstChunk, "s", "Time from the call to the first content of its stream.", tags: null,
            Seconds);

    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        GenAI.Metrics.Attempts, "{attempt}", "Attempts of calls; those with error.type failed.");

    private static readonly Counter<long> Cost = Meter.CreateCounter<long>(
        GenAI.Metrics.Cost, "nUSD", "Cost of calls in billionths of a US dollar, where it is known.");

    private static readonly Gauge<long> RateLimitRemaining = Meter.CreateGauge<long>(
        GenAI.Metrics.RateLimitRemaining, unit: null, "What is left of a limit on the rate, after the last call.");

    private static readonly Histogram<double> RateLimitWait = Meter.CreateHistogram(
        GenAI.Metrics.RateLimitWait, "s", "Waits of attempts for the application's own limits.", tags: null, Seconds);

    public static void Record(Call call, Route route, RoutingReport report, string? responseModel, string? error)
    {
        if (!Duration.Enabled && !TokenUsage.Enabled && !TimeToFirstChunk.Enabled && !Attempts.Enabled && !Cost.Enabled
            && !RateLimitRemaining.Enabled && !RateLimitWait.Enabled)
        {
            return;
        }

        var tags = new TagList
        {
            { GenAI.OperationName, GenAI.Operation(route.Task) },
            { GenAI.ProviderName, CallSpan.Provider(report.Provider) },
            { GenAI.Request.Model, report.Model },
            { GenAI.ServerAddress, route.BaseAddress.Host },
            { GenAI.ServerPort, route.BaseAddress.Port },
        };
        if (responseModel is not null)
        {
            tags.Add(GenAI.Response.Model, responseModel);
        }

        RecordTokens(tags, GenAITokenType.Input, report.Usage?.InputTokenCount);
        RecordTokens(tags, GenAITokenType.Output, report.Usage?.OutputTokenCount);
        if (report.TimeToFirstToken is { } first)
        {
            TimeToFirstChunk.Record(first.TotalSeconds, tags);
        }

        if (report.CostNanoUsd is { } cost)
        {
            Cost.Add(cost, tags);
        }

        foreach (var attempt in report.Attempts)
        {
            var own = new TagList
            {
                { GenAI.ProviderName, CallSpan.Provider(attempt.Provider) },
                { GenAI.Request.Model, attempt.Model ?? report.Model },
            };
            if (attempt.Error is { } kind)
            {
                own.Add(GenAI.ErrorType, kind.ToString());
            }

            if (attempt.KeyName is { } key)
            {
                own.Add(GenAI.Own.KeyName, key);
            }

            Attempts.Add(1, own);
            if (attempt.Waited > TimeSpan.Zero)
            {
                RateLimitWait.Record(attempt.Waited.TotalSeconds, own);
            }
        }

        if (RateLimitRemaining.Enabled)
        {
            RecordRateLimits(call, route);
        }

        if (error is not null)
        {
            tags.Add(GenAI.ErrorType, error);
        }

        Duration.Record(report.Duration.TotalSeconds, tags);
    }

    private static void RecordRateLimits(Call call, Route route)
    {
        foreach (var limit in route.Health?.RateLimitsAt(call.Clock.GetTimestamp()) ?? [])
        {
            var tags = new TagList
            {
                { GenAI.ProviderName, CallSpan.Provider(route.Name) },
                { GenAI.Request.Model, call.NameOf(route) },
                { GenAI.Own.RateLimitName, limit.IsOwn ? $"own {limit.Name}" : limit.Name },
            };
            if (route.KeyName is { } key)
            {
                tags.Add(GenAI.Own.KeyName, key);
            }

            RateLimitRemaining.Record(limit.Remaining, tags);
        }
    }

    private static void RecordTokens(TagList tags, string type, long? count)
    {
        if (count is { } tokens)
        {
            tags.Add(GenAI.TokenType, type);
            TokenUsage.Record(tokens, tags);
        }
    }

    private static class GenAITokenType
    {
        public const string Input = "input";
        public const string Output = "output";
    }
}
