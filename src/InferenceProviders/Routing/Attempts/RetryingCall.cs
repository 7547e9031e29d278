using System.Runtime.ExceptionServices;
using InferenceProviders.Catalog;
using InferenceProviders.Errors;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Plans;
using Polly;

namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// A call whose first attempt has failed: the routes that are left, and the decision what is tried next.
/// </summary>
internal sealed class RetryingCall<TState, TResult>(
    CallExecutor loop,
    RoutePlan plan,
    Call call,
    TState state,
    Func<TState, Attempt, ValueTask<TResult>> send,
    Route failed,
    InferenceException first) : IRetryingCall
    where TResult : IAttemptResult
{
    private readonly List<Route> _left = [.. OtherKeys(failed), .. plan.Routes.Where(route => !Is(route, failed))];
    private readonly List<TriedRoute> _tried = [];
    private readonly List<Route> _resting = [];
    private RoutePlan _plan = plan;
    private Route _route = failed;
    private InferenceException? _first = first;
    private InferenceException _last = first;
    private InferenceException? _chainEnd;
    private int _earlierModels = call.Chain?.Failures.Count ?? 0;
    private int _askedFor;
    private bool _leavesOutOptionalParts;
    private bool _fellBack;

    public TimeSpan Wait { get; private set; }

    /// <summary>Routes that failed before the first failure here, at the same time as it.</summary>
    public IEnumerable<(Route Route, InferenceException Failure)> Earlier
    {
        init
        {
            foreach (var (route, failure) in value)
            {
                Note(route, AttemptRules.After(failure, route), failure);
            }
        }
    }

    public async Task<TResult> ContinueAsync()
    {
        // The first failure is the strategy's first outcome, and what it retries is what comes after it.
        var outcome = await loop.Retries.RunAsync(
            this, static self => self.NextOutcomeAsync(), call.Token).ConfigureAwait(false);
        if (outcome.Exception is not { } exception)
        {
            return outcome.Result!;
        }

        // The deadline may pass while the strategy waits: then what the provider said last says more than that.
        var end = exception is not OperationCanceledException cancelled
            ? exception
            : call.Deadline.IsCancelled
            ? call.Deadline.Cancelled(cancelled)
            : _last;
        if (end is InferenceException failure)
        {
            if (call.Chain is { } chain)
            {
                (failure, _route) = MostTelling(chain, failure);
            }

            await loop.Serving.AdviseAsync(failure, _route, call).ConfigureAwait(false);
            loop.Observer.Fail(call, _route, failure);
            end = failure;
        }

        ExceptionDispatchInfo.Throw(end);
        throw end;
    }

    public async ValueTask<bool> MayGoOnAsync(InferenceException failure)
    {
        _last = failure;
        var decision = AttemptRules.After(failure, _route);
        if ((call.Log.IsCommitted && decision != AttemptDecision.WithoutOptionalParts)
            || call.Token.IsCancellationRequested
            || (!_route.IsRepeatable && FailureFacts.MayHaveRun(failure)))
        {
            return false;
        }

        var mayStay = decision != AttemptDecision.Stop && Attempts < call.Routing.MaxAttemptsAsked;
        Note(_route, mayStay ? decision : AttemptDecision.Stop, failure);
        _leavesOutOptionalParts = mayStay && decision == AttemptDecision.WithoutOptionalParts;
        Pause pause = default;
        var next = !mayStay
            ? null
            : !_leavesOutOptionalParts
            ? await FirstAsync(decision, failure).ConfigureAwait(false)
            : MayBeQuick
            ? _route
            : null;
        var isSameModel = next is not null;
        _leavesOutOptionalParts &= isSameModel;
        next ??= await NextModelAsync(failure).ConfigureAwait(false);
        if (next is null && mayStay && decision != AttemptDecision.WithoutOptionalParts && _chainEnd is null)
        {
            (next, pause) = ShortestPause(decision, failure);
            isSameModel = true;
        }

        // The budget is against the growth of traffic in an outage. Whoever limits the rate is not out, and paces the
        // calls himself; another model is asked for other reasons, too; and a key that is refused is an account's
        // trouble.
        if (next is null || !((pause.IsAsked && pause.IsRateLimit) || failure.IsSameEvent
            || !(isSameModel || FailureFacts.IsProvidersFault(failure)) || next.HasOtherKey(_route)
            || loop.Budget.TryWithdraw()))
        {
            return false;
        }

        Wait = pause.Spread(loop.Chance(), call.Deadline.Remaining);
        _askedFor += pause.IsAsked ? 1 : 0;
        GoTo(next);
        return true;
    }

    /// <summary>
    /// The next attempt takes a route: of several keys the one whose turn it is. The others are left for after it.
    /// </summary>
    private void GoTo(Route next)
    {
        if (next.Keys?.Pick(
                call.Routing.SessionAffinityKey, call.Clock.GetTimestamp(), AttemptGate.TokensOf(call)) is { } turn)
        {
            if (next.NeedsKey)
            {
                _left.InsertRange(0, turn.Keys!.Routes);
                _left.Remove(next);
            }

            next = _left.Contains(turn) ? turn : next;
        }

        _ = _left.Remove(next) || _resting.Remove(next);
        _route = next;
    }

    /// <summary>Whether a route of a plan is the one that was taken, with whatever key.</summary>
    private static bool Is(Route route, Route taken) =>
        ReferenceEquals(route, taken) || (taken.Keys is not null && ReferenceEquals(route.Keys, taken.Keys));

    private static IEnumerable<Route> OtherKeys(Route route) =>
        route.Keys?.Routes.Where(other => !ReferenceEquals(other, route)) ?? [];

    private ValueTask<Outcome<TResult>> NextOutcomeAsync()
    {
        if (_first is { } failed)
        {
            _first = null;
            return Outcome.FromExceptionAsValueTask<TResult>(failed);
        }

        return loop.TryAsync(
            loop.Begin(call, _route, leavesOutOptionalParts: _leavesOutOptionalParts), _plan, state, send);
    }

    /// <summary>The attempts of the current model.</summary>
    private int Attempts => call.Log.Attempts.Count - _earlierModels;

    /// <summary>Whether another attempt may be made at once, or after a backoff of our own.</summary>
    private bool MayBeQuick => Attempts - _askedFor < call.Routing.MaxAttempts;

    /// <summary>Remembers a route that may be asked again after a pause; forgets one that may not.</summary>
    private void Note(Route route, AttemptDecision decision, InferenceException failure)
    {
        var known = _tried.Find(tried => ReferenceEquals(tried.Route, route));
        if (decision != AttemptDecision.NextRouteOrWait)
        {
            _ = known is not null && _tried.Remove(known);
            return;
        }

        if (known is null)
        {
            _tried.Add(known = new TriedRoute(route));
        }

        known.Note(failure, call.Deadline.Remaining, call.Clock.GetTimestamp());
    }

    /// <summary>
    /// The first of the routes that were not tried yet which can mend this failure and can be tried at once.
    /// </summary>
    private async ValueTask<Route?> FirstAsync(AttemptDecision decision, InferenceException failure)
    {
        if (!MayBeQuick)
        {
            return null;
        }

        if (Take(decision, failure) is { } route)
        {
            return route;
        }

        if (_fellBack)
        {
            return null;
        }

        _fellBack = true;
        _left.AddRange(await _plan.FallBackAsync(call, failure).ConfigureAwait(false));
        return Take(decision, failure);
    }

    /// <summary>
    /// The first route of the next model of the chain that can be tried at once; null when there is no chain, when
    /// another model would not mend this failure, and when none is left.
    /// </summary>
    private async ValueTask<Route?> NextModelAsync(InferenceException failure)
    {
        if (failure.SpendLimit is { WhenSpent: { Count: > 0 } cheaper })
        {
            call.FallBackTo(cheaper);
        }

        if (call.Chain is not { } chain || !ModelRules.MovesOn(failure, call.Routing))
        {
            return null;
        }

        chain.Note(failure, _route);
        try
        {
            while (await loop.Planner.NextAsync(call).ConfigureAwait(false) is { } next)
            {
                // Of the model that is left, what rests may be asked after a pause, when all others have failed.
                _resting.AddRange(_left);
                _left.Clear();
                _left.AddRange(next.Routes);
                (_plan, _fellBack, _earlierModels, _askedFor) = (next, false, call.Log.Attempts.Count, 0);
                var now = call.Clock.GetTimestamp();
                if (_left.Find(route => ModelRules.Mends(route, _route, failure)
                    && AttemptGate.FreeFrom(route, call, now) <= now) is { } route)
                {
                    return route;
                }
            }
        }
        catch (InferenceException stop)
        {
            _chainEnd = stop;
        }
        catch (OperationCanceledException) when (call.Token.IsCancellationRequested)
        {
            // The call has ended: nothing follows.
            _chainEnd = failure;
        }

        return null;
    }

    /// <summary>The failure that the caller gets, of those of all models; it names the others.</summary>
    private (InferenceException Failure, Route Route) MostTelling(ModelChain chain, InferenceException last)
    {
        // What ends a chain before its end, because nothing may follow it, is the failure itself.
        if (_chainEnd is not null || call.Token.IsCancellationRequested
            || !chain.Failures.Any(noted => ReferenceEquals(noted.Failure, last)))
        {
            return (_chainEnd ?? last, _route);
        }

        var telling = ModelRules.MostTelling(chain.Failures);
        telling.Failure.AddAdvice(ChainAdvice.Of(chain.Failures));
        return (telling.Failure, telling.Route ?? _route);
    }

    private Route? Take(AttemptDecision decision, InferenceException failure)
    {
        var now = call.Clock.GetTimestamp();
        foreach (var route in _left)
        {
            if (Mends(route, decision, failure) && AttemptGate.FreeFrom(route, call, now) <= now)
            {
                return route;
            }
        }

        return null;
    }

    private bool Mends(Route route, AttemptDecision decision, InferenceException failure) => decision switch
    {
        // What is about the provider is the same with every key.
        _ when route.HasOtherKey(_route) => FailureFacts.IsAboutAccount(failure),
        AttemptDecision.OtherKey => false,
        AttemptDecision.OtherAccount => call.Routing.AllowOtherAccount && route.Account != _route.Account,
        AttemptDecision.LongerContext => HasLongerContext(route),
        _ when FailureFacts.HostIsDown(failure) => !IsSameHost(route),
        _ => true,
    };

    private bool HasLongerContext(Route route) =>
        route.Offer?.ContextLength > (_route.Offer?.ContextLength
            ?? call.Needs.InputTokens + (call.Needs.MaxOutputTokens ?? 0));

    private bool IsSameHost(Route route) => route.BaseAddress.Authority == _route.BaseAddress.Authority;

    /// <summary>
    /// When every route needs a pause: the one whose pause is over first, whatever ended the last attempt; null when
    /// none is over before the deadline.
    /// </summary>
    private (Route? Route, Pause Pause) ShortestPause(AttemptDecision decision, InferenceException failure)
    {
        (Route? Route, Pause Pause) best = default;
        var now = call.Clock.GetTimestamp();
        foreach (var tried in _tried)
        {
            // The route that has just failed can mend itself.
            if (ReferenceEquals(tried.Route, _route) || Mends(tried.Route, decision, failure))
            {
                Consider(tried.Route, tried.PauseAt(now, call.Clock));
            }
        }

        foreach (var route in _left.Concat(_resting))
        {
            // One that is busy with other calls is waited for as long as they take.
            var from = AttemptGate.FreeFrom(route, call, now);
            if (from > now && (route.Health?.RefusedUntil ?? 0) <= now && Mends(route, decision, failure))
            {
                var wait = from == long.MaxValue ? TimeSpan.Zero : call.Clock.GetElapsedTime(now, from);
                Consider(route, new(wait, IsAsked: true, IsRateLimit: false));
            }
        }

        return best;

        void Consider(Route route, Pause pause)
        {
            if (pause.Time < call.Deadline.Remaining && (pause.IsAsked || MayBeQuick)
                && (best.Route is null || pause.Time < best.Pause.Time))
            {
                best = (route, pause);
            }
        }
    }
}
