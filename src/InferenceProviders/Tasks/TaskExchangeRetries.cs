namespace InferenceProviders.Tasks;

/// <summary>
/// Retries within one attempt, for what belongs to a job that runs, or has run, and costs: another attempt would start
/// it again.
/// </summary>
internal static class TaskExchangeRetries
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    // For calls without a deadline.
    private static readonly TimeSpan LongestOutage = TimeSpan.FromHours(1);

    /// <summary>
    /// Asks again for as long as failures are passing ones, until the deadline, with pauses that the other side asks
    /// for or that double up to a quarter of a minute.
    /// </summary>
    /// <param name="exchange">The task's exchange.</param>
    /// <param name="ask">Asks once.</param>
    /// <param name="isPassing">Whether a failure may be over in a moment.</param>
    /// <param name="pause">The first pause.</param>
    /// <param name="maxAttempts">How often it is asked at most.</param>
    /// <exception cref="InferenceException">
    /// The failure that is not a passing one, or the last one when there were too many or the deadline came.
    /// </exception>
    public static async Task<T> RetryAsync<T>(
        this TaskExchange exchange, Func<Task<T>> ask, Func<InferenceException, bool> isPassing, TimeSpan pause,
        int maxAttempts = int.MaxValue)
    {
        InferenceException? last = null;
        var began = exchange.Clock.GetTimestamp();
        for (var asked = 1; ; asked++)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (InferenceException exception)
                when (isPassing(exception) && asked < maxAttempts
                    && exchange.Clock.GetElapsedTime(began) < LongestOutage)
            {
                last = exception;
            }

            try
            {
                await exchange.DelayAsync(last.RetryAfter ?? pause).ConfigureAwait(false);
            }
            catch (OperationCanceledException cancelled) when (!exchange.Deadline.IsCancelled)
            {
                throw new OperationCanceledException(
                    $"{cancelled.Message} The last answer until then: {last.Message}", last,
                    cancelled.CancellationToken);
            }

            pause = last.RetryAfter is not null || pause >= LongestPause ? pause
                : TimeSpan.FromTicks(Math.Min(Math.Max(pause.Ticks, ShortestPause.Ticks) * 2, LongestPause.Ticks));
        }
    }
}
