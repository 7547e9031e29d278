using System.Net;
using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;

namespace InferenceProviders.Tasks;

/// <summary>
/// Waits for a queued job under the call's deadline. From its construction on the call is committed: the job runs and
/// is billed, so no failure starts it again somewhere else. A poll that fails is repeated, with growing pauses, until
/// the deadline; the job goes on without it. When the wait ends before the job does, the job is canceled at the
/// provider, where it lets jobs be canceled, and the error has its id.
/// </summary>
internal sealed class JobPoller
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(1);

    private readonly TaskExchange _exchange;
    private readonly PollSchedule _schedule;
    private readonly string? _id;
    private long _lastSeen;

    /// <param name="exchange">The task's exchange.</param>
    /// <param name="schedule">When to ask.</param>
    /// <param name="id">The provider's id of the job; null when it gave none.</param>
    public JobPoller(TaskExchange exchange, PollSchedule schedule, string? id)
    {
        _exchange = exchange;
        _schedule = schedule;
        _id = id is null ? null : Validate.Printable(id);
        _lastSeen = exchange.Clock.GetTimestamp();
        exchange.JobId = _id;
        exchange.Commit();
    }

    /// <summary>The request that cancels the job; null when the provider has none.</summary>
    public (HttpMethod Method, Uri Uri)? Cancellation { get; set; }

    /// <summary>
    /// Where polls go when that is not the task's own route; a route without authorization gets none.
    /// </summary>
    public Route? Route { get; init; }

    /// <summary>Asks until the job has ended.</summary>
    /// <param name="uri">The n-th poll's URL, from 0.</param>
    /// <param name="read">Reads a poll's answer.</param>
    /// <returns>The last answer, which says that the job is complete.</returns>
    /// <exception cref="InferenceException">The job failed, or its provider could not be asked.</exception>
    public Task<ProviderAnswer> WaitAsync(Func<int, Uri> uri, Func<ProviderAnswer, JobStatus> read) =>
        UntilEndAsync(async () =>
    {
        if (_exchange.Job.Mode is JobMode.Submit or JobMode.Cancel)
        {
            await LeaveAsync().ConfigureAwait(false);
        }

        // One that was submitted earlier may be done.
        var wait = _exchange.Job.Ticket is not null ? TimeSpan.Zero : _schedule.First;
        var polls = 0;
        while (true)
        {
            await _exchange.DelayAsync(wait).ConfigureAwait(false);
            wait = polls == 0 ? _schedule.Interval : _schedule.Next(wait);
            var answer = await RetryAsync(() => uri(polls++)).ConfigureAwait(false);
            if (Check(answer, read(answer)))
            {
                return answer;
            }

            if (_exchange.Job.Mode == JobMode.Poll)
            {
                throw new PendingJobException();
            }
        }
    });

    public Task<ProviderAnswer> WaitAsync(Uri uri, Func<ProviderAnswer, JobStatus> read) => WaitAsync(_ => uri, read);

    /// <summary>Whether the job is complete; reports where it stands.</summary>
    /// <exception cref="InferenceException">It failed.</exception>
    public bool Check(ProviderAnswer answer, JobStatus status)
    {
        _exchange.Report(status.Word, status.QueuePosition, status.Percent, status.Log);
        if (status.State == JobState.Running)
        {
            return false;
        }

        // It has ended: there is nothing to cancel.
        Cancellation = null;
        if (status.State == JobState.Completed)
        {
            return true;
        }

        throw Named(
            answer.JobFailed(
                status.Error with { Message = status.Error.Message ?? $"the job ended as '{status.Word}'" }));
    }

    /// <summary>
    /// Gets something of the job's (its result), again when the provider is busy or cannot be reached.
    /// </summary>
    public Task<ProviderAnswer> AskAsync(Uri uri) => UntilEndAsync(() => RetryAsync(() => uri));

    private Task<ProviderAnswer> RetryAsync(Func<Uri> uri) =>
        _exchange.RetryAsync(() => AskOnceAsync(uri()), IsPassing, _schedule.Interval);

    /// <summary>
    /// One question. It has a limit of its own, because a connection that hangs must not take all of the time that is
    /// left; it is in real time, as the connection's own limits are, whatever clock the router has.
    /// </summary>
    private async Task<ProviderAnswer> AskOnceAsync(Uri uri)
    {
        using var limit = new CancellationTokenSource(LongestPoll);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_exchange.Token, limit.Token);
        try
        {
            var answer = await _exchange.SendAsync(
                HttpMethod.Get, uri, content: null, headers: null, Route, both.Token).ConfigureAwait(false);
            _ = answer.Json;
            _lastSeen = _exchange.Clock.GetTimestamp();
            return answer;
        }
        catch (OperationCanceledException) when (!_exchange.Token.IsCancellationRequested)
        {
            throw new InferenceException(
                InferenceErrorKind.Timeout,
                $"{_exchange.Route.Name} did not say within {LongestPoll.TotalSeconds:0} s what state the job is in.")
            {
                Provider = _exchange.Route.Name,
                Model = _exchange.Route.Model,
            };
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or InvalidDataException
            && !_exchange.Token.IsCancellationRequested)
        {
            throw _exchange.Translate(exception);
        }
    }

    /// <summary>
    /// Whether a poll's failure says nothing of the job. A job may be unknown for a moment where the queue's servers do
    /// not yet agree that it exists; an answer that is no JSON comes from a proxy in between.
    /// </summary>
    private bool IsPassing(InferenceException failure) =>
        failure.Kind is InferenceErrorKind.ProviderUnavailable or InferenceErrorKind.RateLimited
            or InferenceErrorKind.Timeout
        || failure is { Kind: InferenceErrorKind.Protocol, InnerException: JsonException or InvalidDataException }
        || failure.StatusCode is HttpStatusCode.Conflict or (HttpStatusCode)425
        || (failure.StatusCode == HttpStatusCode.NotFound
            && _exchange.Clock.GetElapsedTime(_lastSeen) < LongestAbsence);

    private async Task<ProviderAnswer> UntilEndAsync(Func<Task<ProviderAnswer>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (_exchange.Token.IsCancellationRequested)
        {
            Cancel();
            throw Ended(exception);
        }
        catch (InferenceException exception)
        {
            Cancel();
            throw Named(exception.Kind == InferenceErrorKind.ModelNotFound ? Lost(exception) : exception);
        }
    }

    /// <summary>Leaves the job running, or cancels it first.</summary>
    private async Task LeaveAsync()
    {
        if (_exchange.Job.Mode == JobMode.Cancel)
        {
            var (method, uri) = Cancellation ?? throw _exchange.Route.NotSupported(
                $"{_exchange.Route.Name} does not support canceling jobs.");
            Cancellation = null;
            await _exchange.SendAsync(method, uri, content: null).ConfigureAwait(false);
        }

        throw new PendingJobException();
    }

    private void Cancel()
    {
        // Whoever has a token goes on with the job some other time.
        if (Cancellation is { } cancellation && _exchange.Job.Ticket is null)
        {
            Cancellation = null;
            _exchange.Abandon(cancellation.Method, cancellation.Uri);
        }
    }

    /// <summary>The wait ended before the job: by the caller, or by the deadline.</summary>
    private Exception Ended(OperationCanceledException exception)
    {
        var end = _exchange.Translate(exception);
        if (end is InferenceException failure)
        {
            if (exception.InnerException is InferenceException { StatusCode: var status })
            {
                failure.Advice = status is null
                    ? "The last poll could not reach its provider."
                    : $"The last poll was answered with {(int)status}.";
            }

            return Named(failure);
        }

        if (_id is null || end is not OperationCanceledException cancelled)
        {
            return end;
        }

        var named = new OperationCanceledException(
            $"{end.Message} (The job's id at {_exchange.Route.Name} is {_id}.)", end, cancelled.CancellationToken);
        named.Data[InferenceException.JobIdKey] = _id;
        return named;
    }

    private InferenceException Named(InferenceException failure)
    {
        failure.JobId ??= _id;
        return failure;
    }

    /// <summary>A 404 is about the job here, not about the model.</summary>
    private static InferenceException Lost(InferenceException failure) =>
        new(InferenceErrorKind.ProviderUnavailable, failure.Message, failure)
    {
        Provider = failure.Provider,
        Model = failure.Model,
        StatusCode = failure.StatusCode,
        Code = failure.Code,
        RequestId = failure.RequestId,
        ProviderWords = failure.ProviderWords,
    };
}
