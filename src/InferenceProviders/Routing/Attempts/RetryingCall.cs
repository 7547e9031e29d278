using System.Runtime.ExceptionServices;
using InferenceProviders.Catalog;
using InferenceProviders.Errors;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Plans;
using Polly;

namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// A call whose first attempt has failed, and the decision what is tried next.
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
    private readonly OpenRoutes _routes = new(call, plan.Routes, failed);
    private RoutePlan _plan = plan;
    private Route _route = failed;
    private InferenceException? _first = first;
    private InferenceException _last = first;
    private InferenceException? _chainEnd;
    private int _earlierModels = call.Chain?.Failures.Count ?? 0;
    private int _askedFor;
    private int _heldBack;
    private InferenceException? _cheapest;
    private OptionalPart _leftOut;
    private bool _fellBack;

    public TimeSpan Wait { get; private set; }

    /// <summary>Routes that failed before the first failure here, at the same time as it.</summary>
    public IEnumerable<(Route Route, InferenceException Failure)> Earlier
    {
        init
        {
            foreach (var (route, failure) in value)
            {
                _routes.Note(route, AttemptRules.After(failure, route), failure);
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
            failure = Telling(failure);
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
        var isHeldBack = NoteHeldBack(failure);
        _last = failure;
        var decision = AttemptRules.After(failure, _route);
        if ((call.Log.IsCommitted && decision != AttemptDecision.WithoutOptionalParts)
            || call.Token.IsCancellationRequested
            || (!_route.IsRepeatable && FailureFacts.MayHaveRun(failure)))
        {
            return false;
        }

        var mayStay = decision != AttemptDecision.Stop && Attempts < call.Routing.MaxAttemptsAsked;
        _routes.Note(_route, mayStay ? decision : AttemptDecision.Stop, failure);
        var remedy = new Remedy(decision, failure, _route);
        _leftOut = mayStay && decision == AttemptDecision.WithoutOptionalParts
            ? failure.OptionalPart
            : OptionalPart.None;
        Pause pause = default;
        var next = !mayStay
            ? null
            : _leftOut == OptionalPart.None
            ? await FindAsync(remedy).ConfigureAwait(false)
            : MayBeQuick
            ? _route
            : null;
        var isSameModel = next is not null;
        _leftOut = isSameModel ? _leftOut : OptionalPart.None;
        next ??= await NextModelAsync(failure).ConfigureAwait(false);
        if (next is null && mayStay && decision != AttemptDecision.WithoutOptionalParts && _chainEnd is null)
        {
            (next, pause) = _routes.ShortestPause(remedy, MayBeQuick);
            isSameModel = true;
        }

        // The budget is against the growth of traffic in an outage. Whoever limits the rate is not out, and paces the
        // calls himself; another model is asked for other reasons, too; and a key that is refused is an account's
        // trouble.
        if (next is null || !((pause.IsAsked && pause.IsRateLimit) || failure.IsSameEvent || isHeldBack
            || !(isSameModel || FailureFacts.IsProvidersFault(failure)) || next.HasOtherKey(_route)
            || loop.Budget.TryWithdraw()))
        {
            return false;
        }

        Wait = pause.Spread(loop.Chance(), call.Deadline.Remaining);
        _askedFor += pause.IsAsked ? 1 : 0;
        _route = _routes.Take(next);
        return true;
    }

    private ValueTask<Outcome<TResult>> NextOutcomeAsync()
    {
        if (_first is { } failed)
        {
            _first = null;
            return Outcome.FromExceptionAsValueTask<TResult>(failed);
        }

        return loop.TryAsync(
            loop.Begin(call, _route, leftOut: _leftOut), _plan, state, send);
    }

    /// <summary>The attempts of the current model that were sent, or could not be.</summary>
    private int Attempts => call.Log.Attempts.Count - _earlierModels - _heldBack;

    /// <summary>Whether another attempt may be made at once, or after a backoff of our own.</summary>
    private bool MayBeQuick => Attempts - _askedFor < call.Routing.MaxAttempts;

    /// <summary>
    /// The first of the routes that were not tried yet which can mend this failure and can be tried at once.
    /// </summary>
    private async ValueTask<Route?> FindAsync(Remedy remedy)
    {
        if (!MayBeQuick)
        {
            return null;
        }

        if (_routes.Find(route => remedy.Mends(route, call)) is { } found)
        {
            return found;
        }

        if (_fellBack)
        {
            return null;
        }

        _fellBack = true;
        _routes.Add(await _plan.FallBackAsync(call, remedy.Failure).ConfigureAwait(false));
        return _routes.Find(route => remedy.Mends(route, call));
    }

    /// <summary>
    /// The first route of the next model of the chain that can be tried at once; null when there is no chain, when
    /// another model would not mend this failure, and when none is left.
    /// </summary>
    private async ValueTask<Route?> NextModelAsync(InferenceException failure)
    {
        failure = Telling(failure);
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
                _routes.MoveOn(next.Routes);
                (_plan, _fellBack, _earlierModels) = (next, false, call.Log.Attempts.Count);
                (_askedFor, _heldBack) = (0, 0);
                if (_routes.Find(route => ModelRules.Mends(route, _route, failure)) is { } found)
                {
                    return found;
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

    /// <summary>What a spend limit held back was no attempt: the next provider may cost less.</summary>
    /// <returns>Whether that is what happened.</returns>
    private bool NoteHeldBack(InferenceException failure)
    {
        if (failure.Kind != InferenceErrorKind.SpendLimitReached)
        {
            return false;
        }

        // The first one of a model begins anew.
        if (_heldBack++ == 0 || (failure.HeldNanos ?? long.MaxValue) < (_cheapest?.HeldNanos ?? long.MaxValue))
        {
            _cheapest = failure;
        }

        return true;
    }

    /// <summary>Of providers that are all too dear, the cheapest one tells most.</summary>
    private InferenceException Telling(InferenceException failure) =>
        failure.Kind == InferenceErrorKind.SpendLimitReached ? _cheapest ?? failure : failure;

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
}
