using System.Diagnostics;
using System.Globalization;
using InferenceProviders.Catalog;
using InferenceProviders.Diagnostics;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Plans;

namespace InferenceProviders.Routing.Reports;

/// <summary>Spans and metrics of calls. While nobody listens it costs a few comparisons.</summary>
internal sealed class CallTelemetry(bool captureContent)
{
    private static readonly ActivitySource Source = new(InferenceTelemetry.SourceName, CallMetrics.Version);

    public Activity? Start(Call call, RoutePlan plan)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var route = plan.Routes[0];
        var operation = GenAI.Operation(plan.Task);
        var span = Source.StartActivity(
            $"{operation} {plan.Model}",
            ActivityKind.Client,
            parentContext: default,
            tags:
            [
                new(GenAI.OperationName, operation),
                new(GenAI.ProviderName, CallSpan.Provider(route.Name)),
                new(GenAI.Request.Model, plan.Model),
                new(GenAI.ServerAddress, route.BaseAddress.Host),
                new(GenAI.ServerPort, route.BaseAddress.Port),
            ]);
        if (span is { IsAllDataRequested: true })
        {
            if (call.Routing.SessionAffinityKey is { } conversation)
            {
                span.SetTag(GenAI.ConversationId, conversation);
            }

            call.Target.Subject?.Describe(span, captureContent);
        }

        return span;
    }

    public void Complete(Call call, Route route, RoutingReport report, in AnswerDetails details)
    {
        if (call.Log.Span is { } span)
        {
            Describe(span, call, route, report);
            Set(span, GenAI.Response.Id, details.Id);
            Set(span, GenAI.Response.Model, details.Model);
            if (details.FinishReason is { } reason)
            {
                span.SetTag(GenAI.Response.FinishReasons, new[] { reason.Value });
            }

            if (captureContent && details.Messages is { } messages)
            {
                span.SetTag(GenAI.OutputMessages, GenAIMessages.Write(messages, details.FinishReason));
            }

            span.Stop();
        }

        CallMetrics.Record(call, route, report, details.Model, error: null);
    }

    public static void Fail(Call call, Route route, InferenceException failure)
    {
        var error = failure.Kind.ToString();
        if (call.Log.Span is { } span)
        {
            Describe(span, call, route, failure.RoutingReport!);
            span.SetTag(GenAI.ErrorType, error);
            span.SetStatus(ActivityStatusCode.Error, failure.Message);
            span.Stop();
        }

        CallMetrics.Record(call, route, failure.RoutingReport!, responseModel: null, error);
    }

    private static void Describe(Activity span, Call call, Route route, RoutingReport report)
    {
        span.SetTag(GenAI.ProviderName, CallSpan.Provider(report.Provider));
        if (call.Chain is not null)
        {
            span.SetTag(GenAI.Request.Model, report.Model);
        }

        span.SetTag(GenAI.ServerAddress, route.BaseAddress.Host);
        span.SetTag(GenAI.ServerPort, route.BaseAddress.Port);
        span.SetTag(GenAI.Own.AuthMode, report.AuthMode.ToString());
        span.SetTag(GenAI.Own.Attempts, report.Attempts.Count);
        Set(span, GenAI.Own.RequestId, report.RequestId);
        Set(span, GenAI.Usage.InputTokens, report.Usage?.InputTokenCount);
        Set(span, GenAI.Usage.OutputTokens, report.Usage?.OutputTokenCount);
        Set(span, GenAI.Usage.CachedInputTokens, report.Usage?.CachedInputTokenCount);
        Set(span, GenAI.Usage.ReasoningTokens, report.Usage?.ReasoningTokenCount);
        Set(span, GenAI.Response.TimeToFirstChunk, report.TimeToFirstToken?.TotalSeconds);
        Set(span, GenAI.Own.Cost, report.CostNanoUsd);
        span.SetTag(GenAI.Own.CostSource, report.CostSource.ToString().ToLower(CultureInfo.InvariantCulture));
        CallSpan.AddAttempts(span, call.Log);
    }

    private static void Set<T>(Activity span, string name, T? value)
    {
        if (value is not null)
        {
            span.SetTag(name, value);
        }
    }
}
