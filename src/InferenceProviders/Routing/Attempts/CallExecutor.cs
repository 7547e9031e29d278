using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using InferenceProviders.Diagnostics;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Budgets;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Routing.RateLimits;
using InferenceProviders.Routing.Reports;
using InferenceProviders.Routing.Runtime;
using Microsoft.Extensions.Logging;
using Polly;

namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// Runs the attempts of calls. The first one takes the shortest way; what follows a failed one is decided by
/// <see cref="RetryingCall{TState,TResult}"/>.
/// </summary>
internal sealed class CallExecutor(
    RouterSettings settings, RouteClient client, AttemptState shared, CallPlanner planner, ServingProviders serving,
    CallObserver observer, BudgetEnforcer spending)
{
    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Routing");

    public RetryBudget Budget => shared.Budget;

    public CallPlanner Planner => planner;

    public ServingProviders Serving => serving;

    public CallObserver Observer => observer;

    public RetryPipeline Retries => shared.Retries;

    public HedgingPipeline Hedges => shared.Hedges;

    /// <summary>A number of 0 to 1, by chance.</summary>
    public double Chance() => settings.Chance();

    /// <summary>
    /// Runs <paramref name="send"/> on the plan's routes until one succeeds, the failure is one that no other attempt
    /// can mend, or <see cref="RoutingRules.MaxAttempts"/> are made.
    /// </summary>
    /// <returns>What the attempt that succeeded gave; whoever takes it disposes of the attempt.</returns>
    /// <exception cref="InferenceException">The last failure, with all attempts.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        RoutePlan plan, Call call, TState state, Func<TState, Attempt, ValueTask<TResult>> send)
        where TResult : IAttemptResult
    {
        if (BeginFirst(plan, call) is not { } attempt)
        {
            return await HedgeAsync(plan, call, state, send).ConfigureAwait(false);
        }

        InferenceException failure;
        try
        {
            return Succeeded(attempt, plan, await SendAsync(attempt, state, send).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            failure = FailedFirst(attempt, exception);
        }

        return await RetryAsync(plan, attempt, state, send, failure).ConfigureAwait(false);
    }

    /// <summary>
    /// Begins the first attempt, for those who take the steps of <see cref="RunAsync"/> themselves: a whole answer does
    /// without a task of its own for them.
    /// </summary>
    /// <returns>Null where the call hedges: then several run at the same time.</returns>
    public Attempt? BeginFirst(RoutePlan plan, Call call)
    {
        observer.Begin(call, plan);
        Budget.Deposit();
        return call.Routing.Hedges && plan.Routes[0].IsRepeatable ? null
            : Begin(call, AttemptGate.First(call, plan.Routes));
    }

    /// <summary>Runs attempts beside each other, where the first one takes long.</summary>
    public Task<TResult> HedgeAsync<TState, TResult>(
        RoutePlan plan, Call call, TState state, Func<TState, Attempt, ValueTask<TResult>> send)
        where TResult : IAttemptResult =>
        new HedgedCall<TState, TResult>(this, plan, call, state, send).RunAsync();

    /// <summary>The first attempt has ended without a result.</summary>
    /// <returns>The failure, which another attempt may mend.</returns>
    /// <exception cref="Exception">It is none that could be.</exception>
    public InferenceException FailedFirst(Attempt attempt, Exception exception)
    {
        var translated = Failed(attempt, exception);
        if (translated is InferenceException failure)
        {
            return failure;
        }

        ExceptionDispatchInfo.Throw(translated);
        throw translated;
    }

    /// <summary>Makes the attempts that may follow a first one that failed.</summary>
    public Task<TResult> RetryAsync<TState, TResult>(
        RoutePlan plan, Attempt failed, TState state, Func<TState, Attempt, ValueTask<TResult>> send,
        InferenceException failure)
        where TResult : IAttemptResult =>
        new RetryingCall<TState, TResult>(this, plan, failed.Call, state, send, failed.Route, failure).ContinueAsync();

    /// <summary>Creates an attempt, which is then run with <see cref="TryAsync"/>.</summary>
    /// <param name="call">The call.</param>
    /// <param name="route">The route that it takes; with one of its keys, where there are several.</param>
    /// <param name="isOneOfSeveral">Whether others run at the same time.</param>
    /// <param name="leftOut">The optional part with which the route has refused the request.</param>
    public Attempt Begin(
        Call call, Route route, bool isOneOfSeveral = false, OptionalPart leftOut = OptionalPart.None) =>
        new(call, KeyFor(call, route), client, isOneOfSeveral) { LeftOut = leftOut };

    /// <summary>Runs one attempt, with what belongs to it before and after.</summary>
    public async ValueTask<Outcome<TResult>> TryAsync<TState, TResult>(
        Attempt attempt, RoutePlan plan, TState state, Func<TState, Attempt, ValueTask<TResult>> send)
        where TResult : IAttemptResult
    {
        try
        {
            return Outcome.FromResult(
                Succeeded(attempt, plan, await SendAsync(attempt, state, send).ConfigureAwait(false)));
        }
        catch (Exception exception)
        {
            return Outcome.FromException<TResult>(Failed(attempt, exception));
        }
    }

    /// <summary>Sends within all limits. A call without a limit takes no detour.</summary>
    public ValueTask<TResult> SendAsync<TState, TResult>(
        Attempt attempt, TState state, Func<TState, Attempt, ValueTask<TResult>> send)
        where TResult : IAttemptResult =>
        attempt.Route.Gate is { } gate ? SendInTurnAsync(gate, attempt, state, send)
            : SendPaidAsync(attempt, state, send);

    private async ValueTask<TResult> SendInTurnAsync<TState, TResult>(
        RateGate gate, Attempt attempt, TState state, Func<TState, Attempt, ValueTask<TResult>> send)
        where TResult : IAttemptResult
    {
        await AttemptGate.EnterAsync(attempt, gate).ConfigureAwait(false);
        return await SendPaidAsync(attempt, state, send).ConfigureAwait(false);
    }

    /// <summary>Sends, with what it may cost reserved before.</summary>
    private ValueTask<TResult> SendPaidAsync<TState, TResult>(
        Attempt attempt, TState state, Func<TState, Attempt, ValueTask<TResult>> send)
        where TResult : IAttemptResult
    {
        if (!spending.AppliesTo(attempt.Call))
        {
            return send(state, attempt);
        }

        var reserving = spending.ReserveAsync(attempt);
        if (!reserving.IsCompletedSuccessfully)
        {
            return SendReservedAsync(reserving, attempt, state, send);
        }

        attempt.BudgetReservation = reserving.Result;
        return send(state, attempt);
    }

    private static async ValueTask<TResult> SendReservedAsync<TState, TResult>(
        ValueTask<BudgetReservation?> reserving, Attempt attempt, TState state,
        Func<TState, Attempt, ValueTask<TResult>> send)
        where TResult : IAttemptResult
    {
        attempt.BudgetReservation = await reserving.ConfigureAwait(false);
        return await send(state, attempt).ConfigureAwait(false);
    }

    /// <summary>The route with the key that an attempt of the call takes.</summary>
    public static Route KeyFor(Call call, Route route) =>
        !route.NeedsKey ? route
            : route.Keys!.Pick(
                call.Routing.SessionAffinityKey, call.Clock.GetTimestamp(), AttemptGate.TokensOf(call));

    /// <summary>The attempt has a result: what it shows is noted.</summary>
    /// <returns>The result.</returns>
    public TResult Succeeded<TResult>(Attempt attempt, RoutePlan plan, TResult result)
        where TResult : IAttemptResult
    {
        var (call, route, info) = (attempt.Call, attempt.Route, result.Info);
        var duration = attempt.Elapsed;
        if (route.Health is { } health)
        {
            health.Succeeded();
            if (result.IsStream)
            {
                health.ObserveFirstToken(duration);
            }
        }

        var provider = info.Provider ?? route.Name;
        if (call.Routing.SessionAffinityKey is { } conversation && route.ModelId is { } model
            && provider != Route.AutoName && Validate.IsProviderName(provider))
        {
            shared.Sticky.Remember(conversation, model, provider, plan.HubToken);
        }

        attempt.Logged = new RouteAttempt
        {
            Provider = provider,
            Model = call.NameOf(route),
            AuthMode = route.AuthMode,
            KeyName = route.KeyName,
            Waited = attempt.Waited,
            RequestId = info.RequestId,
            Duration = duration,
        };
        call.Log.Record(attempt.Logged);
        return result;
    }

    /// <summary>The attempt has ended without a result; gives what its exception means.</summary>
    private Exception Failed(Attempt attempt, Exception exception)
    {
        var translated = attempt.Translate(exception);
        attempt.End();
        if (translated is InferenceException failure)
        {
            Learn(attempt, failure);
        }
        else
        {
            attempt.Route.Health?.Leave();
            if (attempt.IsSuperseded)
            {
                // What it had taken until then is less than what it would have taken: still better than forgetting its
                // slowness.
                attempt.Route.Health?.ObserveFirstToken(attempt.Elapsed);
                attempt.Call.Log.Record(new RouteAttempt
                {
                    Provider = attempt.Route.Name,
                    Model = attempt.Call.NameOf(attempt.Route),
                    AuthMode = attempt.Route.AuthMode,
                    KeyName = attempt.Route.KeyName,
                    IsSuperseded = true,
                    Duration = attempt.Elapsed,
                });
            }
        }

        attempt.BudgetReservation?.Settle(cost: null);
        return translated;
    }

    private void Learn(Attempt attempt, InferenceException failure)
    {
        var (call, route) = (attempt.Call, attempt.Route);
        call.Redact(failure);
        attempt.BudgetReservation?.Settle(BudgetEnforcer.CostOf(failure));
        if (failure.Stage != FailureStage.Exchange)
        {
            attempt.Permit?.GiveBack();
        }

        route.Health?.Failed(failure);
        if (!failure.MayBeAboutOptionalParts)
        {
            route.Health?.Learn(failure, route.ProviderModel, call.Needs);
        }

        call.Log.Record(new RouteAttempt
        {
            Provider = failure.Provider ?? route.Name,
            Model = call.NameOf(route),
            AuthMode = route.AuthMode,
            KeyName = route.KeyName,
            Waited = attempt.Waited,
            Error = failure.Kind,
            StatusCode = failure.StatusCode,
            RequestId = failure.RequestId,
            Reason = failure.Message,
            Duration = attempt.Elapsed,
        });
        Log.AttemptFailed(_logger, route.LogName, call.NameOf(route), failure.Kind, (int?)failure.StatusCode);
    }
}
