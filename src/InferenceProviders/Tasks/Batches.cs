namespace InferenceProviders.Tasks;

/// <summary>
/// Sends what does not fit into one request in batches of the provider's size, a few at a time. Order is kept; the
/// first batch that fails ends the others, and its error says which items it was about.
/// </summary>
internal static class Batches
{
    private const int Parallelism = 4;

    /// <param name="count">How many items there are; at least one.</param>
    /// <param name="size">The most in one batch.</param>
    /// <param name="items">What they are called in errors: texts, documents.</param>
    /// <param name="send">Sends the items from the first of the range on.</param>
    /// <param name="cancellationToken">Ends them all.</param>
    /// <returns>The result of each batch, in order.</returns>
    public static async Task<TResult[]> RunAsync<TResult>(
        int count, int size, string items, Func<Range, CancellationToken, Task<TResult>> send,
        CancellationToken cancellationToken)
    {
        if (count <= size)
        {
            return [await send(..count, cancellationToken).ConfigureAwait(false)];
        }

        var results = new TResult[(count + size - 1) / size];
        var failure = (InferenceException?)null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = stop.Token };
        try
        {
            await Parallel.ForAsync(0, results.Length, options, async (batch, token) =>
            {
                var (first, end) = (batch * size, Math.Min((batch + 1) * size, count));
                try
                {
                    results[batch] = await send(first..end, token).ConfigureAwait(false);
                }
                catch (InferenceException exception)
                {
                    Interlocked.CompareExchange(
                        ref failure, At(exception, $"Batch {batch} ({items} {first} to {end - 1})"), null);
                    await stop.CancelAsync().ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (failure is not null)
        {
            // Our own stop: the failure below is what ended the call.
        }

        return failure is null ? results : throw failure;
    }

    private static InferenceException At(InferenceException cause, string where) =>
        new(cause.Kind, $"{where} failed: {cause.Message}", cause)
        {
            Provider = cause.Provider,
            Model = cause.Model,
            StatusCode = cause.StatusCode,
            Code = cause.Code,
            RequestId = cause.RequestId,
            RetryAfter = cause.RetryAfter,
        };
}
