using System.Runtime.ExceptionServices;
using InferenceProviders.Routing.Calls;
using Polly;

namespace InferenceProviders.Routing.Attempts;

/// <summary>A call whose first attempt has failed: the routes that are left, and the decision what is tried next.</summary>
internal sealed class RetryingCall<TState, TResult>(
    CallExecutor loop,
    RoutePlan plan,
    Call call,
    TState state,
    Func<TState, Attempt, Task<TResult>> send,
    InferenceException first) : IRetryingCall
    where TResult : IAttemptResult
{
    private readonly List<Route> _left = [.. plan.Routes.Skip(1)];
    private Route _route = plan.Routes[0];
    private InferenceException? _first = first;
    private InferenceException _last = first;
    private bool _leavesOutOptionalParts;
    private bool _fellBack;

    public TimeSpan? Wait { get; private set; }

    public async Task<TResult> ContinueAsync()
    {
        // The first failure is the strategy's first outcome, and what it retries is what comes after it.
        var outcome = await loop.Retries.RunAsync(this, static self => self.NextOutcomeAsync(), call.Token).ConfigureAwait(false);
        if (outcome.Exception is not { } exception)
        {
            return outcome.Result!;
        }

        // The deadline may pass while the strategy waits: then what the provider said last says more than that.
        var end = exception is not OperationCanceledException cancelled ? exception : call.Deadline.IsCancelled ? call.Deadline.Cancelled(cancelled) : _last;
        if (end is InferenceException failure)
        {
            await loop.Serving.AdviseAsync(failure, plan, call).ConfigureAwait(false);
            loop.Observer.Fail(call, _route, failure);
        }

        ExceptionDispatchInfo.Throw(end);
        throw end;
    }

    public async ValueTask<bool> MayGoOnAsync(InferenceException failure)
    {
        _last = failure;
        var decision = AttemptRules.After(failure, _route);
        if (decision == AttemptDecision.Stop
            || (call.Log.IsCommitted && decision != AttemptDecision.WithoutOptionalParts)
            || call.Token.IsCancellationRequested
            || call.Log.Attempts.Count >= call.Routing.MaxAttempts
            || (!_route.IsRepeatable && AttemptRules.MayHaveRun(failure)))
        {
            return false;
        }

        _leavesOutOptionalParts = decision == AttemptDecision.WithoutOptionalParts;
        var next = _leavesOutOptionalParts ? _route : Take(decision, failure);
        if (next is null && !_fellBack)
        {
            _fellBack = true;
            _left.AddRange(await plan.FallBackAsync(call, failure).ConfigureAwait(false));
            next = Take(decision, failure);
        }

        Wait = TimeSpan.Zero;
        if (next is null)
        {
            if (decision != AttemptDecision.NextRouteOrWait)
            {
                return false;
            }

            (next, Wait) = ShortestWait(failure);
            if (Wait >= call.Deadline.Remaining)
            {
                return false;
            }
        }

        if (!loop.Budget.TryWithdraw())
        {
            return false;
        }

        _left.Remove(next);
        _route = next;
        return true;
    }

    private ValueTask<Outcome<TResult>> NextOutcomeAsync()
    {
        if (_first is { } failed)
        {
            _first = null;
            return Outcome.FromExceptionAsValueTask<TResult>(failed);
        }

        return loop.TryAsync(loop.Begin(call, _route, leavesOutOptionalParts: _leavesOutOptionalParts), plan, state, send);
    }

    /// <summary>The first of the routes that are left that can mend this failure and can be tried at once.</summary>
    private Route? Take(AttemptDecision decision, InferenceException failure)
    {
        var now = call.Clock.GetTimestamp();
        foreach (var route in _left)
        {
            if (CanRecover(route, decision, failure) && (route.Health is null || route.Health.RestUntil <= now))
            {
                return route;
            }
        }

        return null;
    }

    private bool CanRecover(Route route, AttemptDecision decision, InferenceException failure) => decision switch
    {
        AttemptDecision.OtherAccount => call.Routing.AllowOtherAccount && route.Account != _route.Account,
        AttemptDecision.LongerContext => HasLongerContext(route),
        _ when AttemptRules.HostIsDown(failure) => !IsSameHost(route),
        _ => true,
    };

    private bool HasLongerContext(Route route) =>
        route.Offer?.ContextLength > (_route.Offer?.ContextLength ?? call.Needs.InputTokens + (call.Needs.MaxOutputTokens ?? 0));

    private bool IsSameHost(Route route) => route.BaseAddress.Authority == _route.BaseAddress.Authority;

    /// <summary>When every route needs a pause: the one whose pause is over first, and how long that takes.</summary>
    private (Route Route, TimeSpan? Wait) ShortestWait(InferenceException failure)
    {
        var (best, wait) = (_route, OwnWait(failure));
        var now = call.Clock.GetTimestamp();
        foreach (var route in _left)
        {
            if (route.Health is { } health && CanRecover(route, AttemptDecision.NextRouteOrWait, failure)
                && call.Clock.GetElapsedTime(now, health.RestUntil) is var rest && (wait is null || rest < wait))
            {
                (best, wait) = (route, rest);
            }
        }

        return (best, wait);
    }

    /// <summary>
    /// A pause that the provider asks for is kept in full. The time in which a cold model loads is a guess: at most half of what is left for
    /// the call is spent on it, so that the other half is left for the answer.
    /// </summary>
    private TimeSpan? OwnWait(InferenceException failure) =>
        failure is { IsLoading: true, RetryAfter: { } estimate } && call.Deadline.Remaining / 2 is var half && half < estimate ? half : failure.RetryAfter;
}
