using InferenceProviders.Catalog;
using InferenceProviders.Routing.Budgets;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Routing.Policies;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Routing.Reports;

/// <summary>
/// Watches calls from their first attempt to their end: makes their reports, and tells spans, metrics, health and
/// spending.
/// </summary>
internal sealed class CallObserver(RouterSettings settings, PriceBook prices)
{
    private readonly CallTelemetry _telemetry = new(settings.CaptureMessageContent);

    public void Begin(Call call, RoutePlan plan) => call.Log.Span = _telemetry.Start(call, plan);

    /// <summary>The answer is complete.</summary>
    public RoutingReport Complete(IAttemptResult result)
    {
        var (attempt, info, usage) = (result.Attempt, result.Info, result.Usage);
        var (call, route) = (attempt.Call, attempt.Route);
        call.Log.End();
        var provider = info.Provider ?? route.Name;
        var amounts = route.Prices is null ? null
            : ((call.Target.Subject as IMeasuredRequest)?.Measure(route.Task) ?? RequestAmounts.None)
                .With(result.Amounts);
        var (cost, source) = prices.Cost(route, provider, usage, amounts);
        attempt.BudgetReservation?.Settle(cost);
        if (TokensOf(usage) is { } tokens)
        {
            attempt.Permit?.Settle(tokens);
        }

        var report = new RoutingReport
        {
            Provider = provider,
            Model = call.NameOf(route),
            AuthMode = route.AuthMode,
            KeyName = route.KeyName,
            RequestId = info.RequestId,
            Attempts = call.Log.Attempts,
            TimeToFirstToken = result.TimeToFirstToken,
            Duration = call.Deadline.Elapsed,
            Usage = usage,
            CostNanoUsd = cost,
            CostSource = source,
        };
        if (report.TokensPerSecond is { } speed)
        {
            route.Health?.ObserveSpeed(speed);
        }

        _telemetry.Complete(call, route, report, result.Details);
        return report;
    }

    /// <summary>The call ends with a failure; the exception gets the report.</summary>
    public void Fail(Call call, Route route, InferenceException failure, BudgetReservation? reservation = null)
    {
        call.Log.End();
        var (cost, source) = prices.Cost(route, failure.Provider ?? route.Name, failure.Usage);
        reservation?.Settle(cost ?? BudgetEnforcer.CostOf(failure));
        failure.Attempts = call.Log.Attempts;
        failure.RoutingReport = new RoutingReport
        {
            Provider = failure.Provider ?? route.Name,
            Model = call.NameOf(route),
            AuthMode = route.AuthMode,
            KeyName = route.KeyName,
            RequestId = failure.RequestId,
            Attempts = call.Log.Attempts,
            Duration = call.Deadline.Elapsed,
            Usage = failure.Usage,
            CostNanoUsd = cost,
            CostSource = source,
        };
        CallTelemetry.Fail(call, route, failure);
    }

    /// <summary>An answer of which something had been given out broke off; gives the failure to throw.</summary>
    public InferenceException Interrupt<TPiece>(ICallStream<TPiece> stream, InferenceException cause)
        where TPiece : class
    {
        var (call, route) = (stream.Attempt.Call, stream.Attempt.Route);
        call.Redact(cause);
        var failure = new InferenceException(
            InferenceErrorKind.Interrupted, $"The answer broke off: {cause.Message}", cause)
        {
            Provider = cause.Provider ?? stream.Info.Provider ?? route.Name,
            Model = route.Model,
            StatusCode = cause.StatusCode,
            Code = cause.Code,
            RequestId = stream.Info.RequestId,
            ProviderWords = cause.ProviderWords,
            PartialText = stream.PartialText,
            Usage = stream.Usage,
        };
        route.Health?.Failed(failure);
        Amend(stream.Attempt, failure);
        Fail(call, route, failure, stream.Attempt.BudgetReservation);
        return failure;
    }

    private static long? TokensOf(UsageDetails? usage) =>
        usage?.TotalTokenCount ?? (usage is { InputTokenCount: { } input, OutputTokenCount: { } output }
            ? input + output
            : null);

    /// <summary>The attempt had been logged as one that succeeded when its first content was there.</summary>
    private static void Amend(Attempt attempt, InferenceException failure)
    {
        if (attempt.Logged is { } logged)
        {
            attempt.Call.Log.Replace(logged, attempt.Logged = logged with
            {
                Error = failure.Kind,
                StatusCode = failure.StatusCode,
                Reason = failure.Message,
                Duration = attempt.Elapsed,
            });
        }
    }
}
