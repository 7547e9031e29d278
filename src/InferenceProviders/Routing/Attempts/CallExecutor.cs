using InferenceProviders.Diagnostics;
using InferenceProviders.Options;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Budgets;
using InferenceProviders.Routing.Reports;
using Microsoft.Extensions.Logging;
using Polly;

namespace InferenceProviders.Routing.Attempts;

/// <summary>Runs calls. The first attempt takes the shortest way; what follows a failed one is decided by <see cref="RetryingCall{TState,TResult}"/>.</summary>
internal sealed class CallExecutor(RouterSettings settings, RouterState memory, ServingProviders serving, CallObserver observer, BudgetEnforcer spending)
{
    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Routing");

    public RetryBudget Budget => memory.Budget;

    public ServingProviders Serving => serving;

    public RetryPipeline Retries => memory.Retries;

    public HedgingPipeline Hedges => memory.Hedges;

    /// <summary>
    /// Runs <paramref name="attempt"/> on the plan's routes until one succeeds, the failure is one that no other attempt can mend, or
    /// <see cref="RoutingRules.MaxAttempts"/> are made.
    /// </summary>
    /// <exception cref="InferenceException">The last failure, with all attempts.</exception>
    public async Task<TResult> RunAsync<TState, TResult>(
        RoutePlan plan,
        CallContext call,
        TState state,
        Func<TState, Route, CallContext, Task<TResult>> attempt)
        where TResult : IAttemptResult
    {
        call.HubToken = plan.HubToken;
        observer.Begin(call, plan);
        Budget.Deposit();
        if (call.Routing.Hedges && plan.Routes[0].IsRepeatable)
        {
            return await new HedgedCall<TState, TResult>(this, plan, call, state, attempt).RunAsync().ConfigureAwait(false);
        }

        var route = plan.Routes[0];
        var started = call.Clock.GetTimestamp();
        InferenceException failure;
        try
        {
            call.BudgetReservation = spending.Reserve(call, route);
            var result = await attempt(state, route, call).ConfigureAwait(false);
            Succeeded(route, call, result, started);
            return result;
        }
        catch (InferenceException exception)
        {
            failure = Failed(route, call, exception, started);
        }
        catch
        {
            route.Health?.Leave();
            throw;
        }

        return await new RetryingCall<TState, TResult>(this, plan, call, state, attempt, failure).ContinueAsync().ConfigureAwait(false);
    }

    /// <summary>Runs one attempt, with what belongs to it before and after.</summary>
    public async ValueTask<Outcome<TResult>> TryAsync<TState, TResult>(Route route, CallContext call, TState state, Func<TState, Route, CallContext, Task<TResult>> attempt)
        where TResult : IAttemptResult
    {
        var started = call.Clock.GetTimestamp();
        try
        {
            call.BudgetReservation = spending.Reserve(call, route);
            var result = await attempt(state, route, call).ConfigureAwait(false);
            Succeeded(route, call, result, started);
            return Outcome.FromResult(result);
        }
        catch (InferenceException exception)
        {
            return Outcome.FromException<TResult>(Failed(route, call, exception, started));
        }
        catch (Exception exception)
        {
            route.Health?.Leave();
            if (call.IsSuperseded)
            {
                // What it had taken until then is less than what it would have taken: still better than forgetting its slowness.
                route.Health?.ObserveFirstToken(call.Clock.GetElapsedTime(started));
                call.BudgetReservation?.Settle(cost: null);
                call.Record(new RouteAttempt { Provider = route.Name, AuthMode = route.AuthMode, IsSuperseded = true, Duration = call.Clock.GetElapsedTime(started) });
            }

            return Outcome.FromException<TResult>(exception);
        }
    }

    private void Succeeded(Route route, CallContext call, IAttemptResult result, long started)
    {
        var info = result.Info;
        var duration = call.Clock.GetElapsedTime(started);
        if (route.Health is { } health)
        {
            health.Succeeded();
            if (result.IsStream)
            {
                health.ObserveFirstToken(duration);
            }
        }

        if (call.Routing.SessionAffinityKey is { } conversation && route.ModelId is { } model && (info.Provider ?? route.Name) is not RouteFactory.AutoName and var provider && Validate.IsProviderName(provider))
        {
            memory.Sticky.Remember(conversation, model, provider, call.HubToken);
        }

        call.Record(new RouteAttempt
        {
            Provider = info.Provider ?? route.Name,
            AuthMode = route.AuthMode,
            RequestId = info.RequestId,
            Duration = duration,
        });
    }

    private InferenceException Failed(Route route, CallContext call, InferenceException failure, long started)
    {
        call.Redact(failure);
        call.BudgetReservation?.Settle(BudgetEnforcer.CostOf(failure));
        route.Health?.Failed(failure);
        route.Health?.Refusals.Learn(failure, route.ProviderModel, call.Needs);
        call.Record(new RouteAttempt
        {
            Provider = failure.Provider ?? route.Name,
            AuthMode = route.AuthMode,
            Error = failure.Kind,
            StatusCode = failure.StatusCode,
            RequestId = failure.RequestId,
            Reason = failure.Message,
            Duration = call.Clock.GetElapsedTime(started),
        });
        Log.AttemptFailed(_logger, route.Name, call.Model, failure.Kind, (int?)failure.StatusCode);
        return failure;
    }
}
