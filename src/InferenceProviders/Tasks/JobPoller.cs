using InferenceProviders.Errors;
using InferenceProviders.Routing;

namespace InferenceProviders.Tasks;

/// <summary>
/// Waits for a queued job under the call's deadline. From its construction on the call is committed: the job runs and is billed, so no
/// failure starts it again somewhere else. A poll that the provider could not answer is repeated; the job goes on without it.
/// When the caller or the deadline ends the wait, the job is cancelled at the provider, where it lets jobs be cancelled.
/// </summary>
internal sealed class JobPoller
{
    private const int MaxFailedPolls = 3;

    private readonly TaskExchange _exchange;
    private readonly PollSchedule _schedule;

    public JobPoller(TaskExchange exchange, PollSchedule schedule)
    {
        _exchange = exchange;
        _schedule = schedule;
        exchange.Commit();
    }

    /// <summary>The request that cancels the job; null when the provider has none.</summary>
    public (HttpMethod Method, Uri Uri)? Cancellation { get; set; }

    /// <summary>Where polls go when that is not the task's own route; a route without authorization gets none.</summary>
    public Route? Route { get; init; }

    /// <summary>Asks until the job has ended.</summary>
    /// <param name="uri">The n-th poll's URL, from 0.</param>
    /// <param name="read">Reads a poll's answer.</param>
    /// <returns>The last answer, which says that the job is complete.</returns>
    /// <exception cref="InferenceException">The job failed, or its provider could not be asked.</exception>
    public async Task<ProviderAnswer> WaitAsync(Func<int, Uri> uri, Func<ProviderAnswer, JobStatus> read)
    {
        try
        {
            var wait = _schedule.First;
            for (var poll = 0; ; poll++)
            {
                await _exchange.DelayAsync(wait).ConfigureAwait(false);
                wait = poll == 0 ? _schedule.Interval : _schedule.Next(wait);
                var answer = await AskAsync(uri(poll)).ConfigureAwait(false);
                if (Check(answer, read(answer)))
                {
                    return answer;
                }
            }
        }
        catch (OperationCanceledException) when (_exchange.Token.IsCancellationRequested && Cancellation is { } cancellation)
        {
            _exchange.Abandon(cancellation.Method, cancellation.Uri);
            throw;
        }
    }

    public Task<ProviderAnswer> WaitAsync(Uri uri, Func<ProviderAnswer, JobStatus> read) => WaitAsync(_ => uri, read);

    /// <summary>Whether the job is complete; reports where it stands.</summary>
    /// <exception cref="InferenceException">It failed.</exception>
    public bool Check(ProviderAnswer answer, JobStatus status)
    {
        _exchange.Report(status.Word, status.QueuePosition, status.Percent, status.Log);
        if (status.State != JobState.Failed)
        {
            return status.State == JobState.Completed;
        }

        var reason = status.Reason ?? $"the job ended as '{status.Word}'";
        throw answer.Failed(reason, ErrorClassifier.Classify(status: null, new ErrorBody(reason, null, null, null)));
    }

    /// <summary>Gets something of the job's (its status, its result), again when the provider is busy or cannot be reached.</summary>
    public async Task<ProviderAnswer> AskAsync(Uri uri)
    {
        for (var failed = 0; ; failed++)
        {
            try
            {
                return await _exchange.SendAsync(HttpMethod.Get, uri, content: null, headers: null, Route).ConfigureAwait(false);
            }
            catch (InferenceException exception) when (
                failed + 1 < MaxFailedPolls && exception.Kind is InferenceErrorKind.ProviderUnavailable or InferenceErrorKind.RateLimited)
            {
                await _exchange.DelayAsync(exception.RetryAfter ?? _schedule.Interval).ConfigureAwait(false);
            }
        }
    }
}
