using System.Runtime.CompilerServices;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Routing.Reports;

namespace InferenceProviders.Routing.Runtime;

/// <summary>
/// Runs a call from its plan to its report: the one way that chat, text, tasks and custom requests take. It does not
/// know what they are about. Delegates are static and get what they need as state, so that a call allocates no
/// closures.
/// </summary>
internal sealed class CallRunner(
    RouterSettings settings, CallPlanner planner, CallExecutor attempts, CallObserver observer)
{
    /// <summary>Creates a call whose answer is read to its end.</summary>
    /// <param name="input">What <paramref name="describe"/> needs.</param>
    /// <param name="describe">Checks the input, and says what the call is for and what is sent.</param>
    /// <param name="send">Sends the request on an attempt's route, and reads the answer.</param>
    /// <param name="give">Makes of the answer and its report what the caller gets.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="InferenceException">No attempt succeeded; the last failure, with all attempts.</exception>
    public Task<TItem> RunAsync<TInput, TRequest, TResult, TItem>(
        TInput input,
        Func<TInput, (CallTarget Target, TRequest Request)> describe,
        Func<TRequest, Attempt, ValueTask<TResult>> send,
        Func<TResult, RoutingReport, TItem> give,
        CancellationToken cancellationToken)
        where TResult : IAttemptResult
    {
        Call call;
        TRequest request;
        try
        {
            (var target, request) = describe(input);
            call = new Call(settings, target, cancellationToken);
        }
        catch (Exception exception)
        {
            return Task.FromException<TItem>(exception);
        }

        return RunAsync(call, request, send, give);
    }

    /// <summary>
    /// Creates a call whose answer arrives piece by piece. Nothing happens before the first piece is asked for.
    /// </summary>
    /// <param name="input">What <paramref name="describe"/> needs.</param>
    /// <param name="describe">Checks the input, and says what the call is for and what is sent.</param>
    /// <param name="open">Sends the request on an attempt's route, and waits for the first piece.</param>
    /// <param name="give">
    /// Makes of a piece what the caller gets. The report comes with the last piece, where the stream knows which is the
    /// last.
    /// </param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="InferenceException">
    /// No attempt succeeded; or the answer broke off (<see cref="InferenceErrorKind.Interrupted"/>), with what had
    /// come.
    /// </exception>
    public async IAsyncEnumerable<TItem> StreamAsync<TInput, TRequest, TPiece, TItem>(
        TInput input,
        Func<TInput, (CallTarget Target, TRequest Request)> describe,
        Func<TRequest, Attempt, ValueTask<ICallStream<TPiece>>> open,
        Func<ICallStream<TPiece>, TPiece, RoutingReport?, TItem> give,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TPiece : class
    {
        var (target, request) = describe(input);
        using var call = new Call(settings, target, cancellationToken);
        var plan = await planner.PlanAsync(call).ConfigureAwait(false);
        var stream = await attempts.RunAsync(plan, call, request, open).ConfigureAwait(false);
        using var attempt = stream.Attempt;
        await using (stream.ConfigureAwait(false))
        {
            while (true)
            {
                TPiece? piece;
                try
                {
                    piece = await stream.ReadAsync().ConfigureAwait(false);
                }
                catch (Exception exception)
                    when (stream.Translate(exception) is var translated
                    && (translated is InferenceException || !ReferenceEquals(translated, exception)))
                {
                    throw translated is InferenceException cause ? observer.Interrupt(stream, cause) : translated;
                }

                if (piece is null)
                {
                    break;
                }

                yield return give(stream, piece, stream.IsLast ? observer.Complete(stream) : null);
            }
        }

        if (!call.Log.HasEnded)
        {
            observer.Complete(stream);
        }
    }

    private async Task<TItem> RunAsync<TRequest, TResult, TItem>(
        Call call, TRequest request, Func<TRequest, Attempt, ValueTask<TResult>> send,
        Func<TResult, RoutingReport, TItem> give)
        where TResult : IAttemptResult
    {
        using var own = call;
        var plan = await planner.PlanAsync(call).ConfigureAwait(false);
        TResult result;
        if (attempts.BeginFirst(plan, call) is { } first)
        {
            InferenceException? failure;
            try
            {
                result = attempts.Succeeded(
                    first, plan, await attempts.SendAsync(first, request, send).ConfigureAwait(false));
                failure = null;
            }
            catch (Exception exception)
            {
                (failure, result) = (attempts.FailedFirst(first, exception), default!);
            }

            if (failure is not null)
            {
                result = await attempts.RetryAsync(plan, first, request, send, failure).ConfigureAwait(false);
            }
        }
        else
        {
            result = await attempts.HedgeAsync(plan, call, request, send).ConfigureAwait(false);
        }

        using var attempt = result.Attempt;
        return give(result, observer.Complete(result));
    }
}
