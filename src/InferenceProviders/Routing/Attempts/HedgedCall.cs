using System.Runtime.ExceptionServices;
using InferenceProviders.Options;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Transport;
using Polly;

namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// A call whose next attempt starts while the one before is still silent. The first content wins; the others are
/// canceled and reported.
/// </summary>
internal sealed class HedgedCall<TState, TResult>(
    CallExecutor loop,
    RoutePlan plan,
    Call call,
    TState state,
    Func<TState, Attempt, ValueTask<TResult>> send) : IHedgedCall
    where TResult : IAttemptResult
{
    private readonly Lock _gate = new();
    private readonly List<Route> _left = [.. plan.Routes];
    private readonly List<(Route Route, InferenceException Failure)> _failed = [];
    private Route _latest = plan.Routes[0];
    private int _started;
    private int _winners;
    private bool _fellBack;

    public TimeSpan Delay => _started >= call.Routing.MaxAttempts
        ? Timeout.InfiniteTimeSpan
        : call.Routing.HedgeDelay ?? _latest.Health?.UsualFirstToken ?? Timeout.InfiniteTimeSpan;

    public async Task<TResult> RunAsync()
    {
        var outcome = await loop.Hedges.RunAsync(
            this, static (self, race) => self.AttemptAsync(race), call.Token).ConfigureAwait(false);
        if (outcome.Exception is not { } exception)
        {
            return (TResult)outcome.Result!;
        }

        if (_failed is [.. var earlier, var last] && !call.Deadline.IsCancelled)
        {
            // All of them failed: what may follow is the same as for any call that failed.
            var rest = new RoutePlan(plan.Model, plan.Task, [last.Route, .. _left]) { HubToken = plan.HubToken };
            var retrying = new RetryingCall<TState, TResult>(loop, rest, call, state, send, last.Route, last.Failure)
            {
                Earlier = earlier,
            };
            return await retrying.ContinueAsync().ConfigureAwait(false);
        }

        ExceptionDispatchInfo.Throw(exception is OperationCanceledException cancelled
            ? call.Deadline.Translate(cancelled, _latest.Name, call.Model) : exception);
        throw exception;
    }

    public bool MayGoOn(InferenceException failure) =>
        AttemptRules.After(failure, _latest) is AttemptDecision.NextRoute or AttemptDecision.NextRouteOrWait
            && !call.Log.IsCommitted;

    private async ValueTask<Outcome<object>> AttemptAsync(CancellationToken race)
    {
        if (await NextRouteAsync().ConfigureAwait(false) is not { } route)
        {
            return Outcome.FromException<object>(new OperationCanceledException("There is no other route to try."));
        }

        var attempt = loop.Begin(call, route, isOneOfSeveral: true);
        var superseded = race.UnsafeRegister(static state => ((Attempt)state!).Supersede(), attempt);
        Outcome<TResult> outcome;
        await using (superseded.ConfigureAwait(false))
        {
            outcome = await loop.TryAsync(
                attempt, plan, this, static (self, attempt) => self.RaceAsync(attempt)).ConfigureAwait(false);
        }

        if (outcome.Exception is { } exception)
        {
            attempt.Dispose();
            if (exception is InferenceException failure)
            {
                lock (_gate)
                {
                    _failed.Add((attempt.Route, failure));
                }
            }

            return Outcome.FromException<object>(exception);
        }

        return Outcome.FromResult<object>(outcome.Result!);
    }

    /// <summary>
    /// Two may have their first content at the same moment: the second one is ended like those that had none.
    /// </summary>
    private async ValueTask<TResult> RaceAsync(Attempt attempt)
    {
        var result = await send(state, attempt).ConfigureAwait(false);
        if (Interlocked.Increment(ref _winners) == 1)
        {
            return result;
        }

        attempt.Supersede();
        if (result is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }

        throw new OperationCanceledException("Another attempt was first.");
    }

    private async ValueTask<Route?> NextRouteAsync()
    {
        if (Take() is { } route)
        {
            return route;
        }

        if (_fellBack || _started >= call.Routing.MaxAttempts || Volatile.Read(ref _winners) > 0)
        {
            return null;
        }

        _fellBack = true;
        var slow = LastFailure() ?? new InferenceException(InferenceErrorKind.Timeout, "The first route is slow.");
        var more = await plan.FallBackAsync(call, slow).ConfigureAwait(false);
        lock (_gate)
        {
            _left.AddRange(more);
        }

        return Take();
    }

    private InferenceException? LastFailure()
    {
        lock (_gate)
        {
            return _failed.Count == 0 ? null : _failed[^1].Failure;
        }
    }

    private Route? Take()
    {
        lock (_gate)
        {
            var now = call.Clock.GetTimestamp();
            var first = _started == 0 ? AttemptGate.First(call, _left) : null;
            var index = _left.FindIndex(route => first is not null ? ReferenceEquals(route, first)
                : AttemptGate.FreeFrom(route, call, now) <= now && route.IsRepeatable);
            if (index < 0 || (_started > 0 && call.Log.IsCommitted) || _started >= call.Routing.MaxAttempts
                || Volatile.Read(ref _winners) > 0 || (_started > 0 && !loop.Budget.TryWithdraw()))
            {
                return null;
            }

            _started++;
            _latest = _left[index];
            _left.RemoveAt(index);
            return _latest;
        }
    }
}
