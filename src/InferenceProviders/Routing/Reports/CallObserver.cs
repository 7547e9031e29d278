using InferenceProviders.Routing.Budgets;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Routing.Reports;

/// <summary>Watches calls from their first attempt to their end: makes their reports, and tells spans, metrics, health and spending.</summary>
internal sealed class CallObserver(RouterSettings settings, PriceBook prices)
{
    private readonly CallTelemetry _telemetry = new(settings.CaptureMessageContent);

    public bool CapturesContent => settings.CaptureMessageContent;

    public void Begin(CallContext call, RoutePlan plan)
    {
        call.Observer = this;
        call.Span = _telemetry.Start(call, plan);
    }

    /// <summary>The answer is complete.</summary>
    public RoutingReport Complete(CallContext call, Route route, ResponseInfo info, TimeSpan? timeToFirstToken, UsageDetails? usage, in AnswerDetails details)
    {
        var provider = info.Provider ?? route.Name;
        var (cost, source) = prices.Cost(route, provider, usage);
        call.BudgetReservation?.Settle(cost);
        var report = new RoutingReport
        {
            Provider = provider,
            Model = call.Model,
            AuthMode = route.AuthMode,
            RequestId = info.RequestId,
            Attempts = call.Attempts,
            TimeToFirstToken = timeToFirstToken,
            Duration = call.Clock.GetElapsedTime(call.Started),
            Usage = usage,
            CostNanoUsd = cost,
            CostSource = source,
        };
        if (report.TokensPerSecond is { } speed)
        {
            route.Health?.ObserveSpeed(speed);
        }

        _telemetry.Complete(call, route, report, details);
        return report;
    }

    /// <summary>The call ends with a failure; the exception gets the report.</summary>
    public void Fail(CallContext call, Route route, InferenceException failure)
    {
        var (cost, source) = prices.Cost(route, failure.Provider ?? route.Name, failure.Usage);
        call.BudgetReservation?.Settle(cost ?? BudgetEnforcer.CostOf(failure));
        failure.Attempts = call.Attempts;
        failure.RoutingReport = new RoutingReport
        {
            Provider = failure.Provider ?? route.Name,
            Model = call.Model,
            AuthMode = route.AuthMode,
            RequestId = failure.RequestId,
            Attempts = call.Attempts,
            Duration = call.Clock.GetElapsedTime(call.Started),
            Usage = failure.Usage,
            CostNanoUsd = cost,
            CostSource = source,
        };
        CallTelemetry.Fail(call, route, failure);
    }

    /// <summary>NoCandidate waits for the answer any more: the caller cancelled, or stopped reading.</summary>
    public static void Abandon(CallContext call) => CallTelemetry.Abandon(call);
}
