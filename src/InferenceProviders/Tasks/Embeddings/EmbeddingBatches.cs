using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>
/// Splits a request into batches of the provider's size and sends a few of them at a time. Order is kept; the first
/// batch that fails ends the others, and its error says which texts it was about.
/// </summary>
internal static class EmbeddingBatches
{
    private const int Parallelism = 4;

    public static async Task<EmbeddingResult> RunAsync(
        EmbeddingRequest request, int maxBatch, Func<EmbeddingRequest, CancellationToken, Task<EmbeddingResult>> send,
            TaskExchange exchange)
    {
        var result = await SendAsync(request, maxBatch, send, exchange.Token).ConfigureAwait(false);
        CheckLengths(result.Vectors, request.Dimensions, exchange);
        return result;
    }

    private static async Task<EmbeddingResult> SendAsync(
        EmbeddingRequest request, int maxBatch, Func<EmbeddingRequest, CancellationToken, Task<EmbeddingResult>> send,
            CancellationToken cancellationToken)
    {
        var size = Math.Min(request.BatchSize ?? maxBatch, maxBatch);
        if (request.Inputs.Count <= size)
        {
            return await send(request, cancellationToken).ConfigureAwait(false);
        }

        var count = (request.Inputs.Count + size - 1) / size;
        var results = new EmbeddingResult[count];
        var failure = (InferenceException?)null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = stop.Token };
        try
        {
            await Parallel.ForAsync(0, count, options, async (batch, token) =>
            {
                var first = batch * size;
                try
                {
                    results[batch] = await send(
                        request with { Inputs = [.. request.Inputs.Skip(first).Take(size)] },
                        token).ConfigureAwait(false);
                }
                catch (InferenceException exception)
                {
                    Interlocked.CompareExchange(
                        ref failure, AtBatch(exception, batch, first, Math.Min(first + size, request.Inputs.Count) - 1),
                        null);
                    await stop.CancelAsync().ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (failure is not null)
        {
            // Our own stop: the failure below is what ended the call.
        }

        return failure is null ? Join(results) : throw failure;
    }

    private static InferenceException AtBatch(InferenceException cause, int batch, int first, int last) =>
        new(cause.Kind, $"Batch {batch} (texts {first} to {last}) failed: {cause.Message}", cause)
        {
            Provider = cause.Provider,
            Model = cause.Model,
            StatusCode = cause.StatusCode,
            Code = cause.Code,
            RequestId = cause.RequestId,
            RetryAfter = cause.RetryAfter,
        };

    private static EmbeddingResult Join(EmbeddingResult[] results)
    {
        UsageDetails? usage = null;
        foreach (var result in results)
        {
            if (result.Usage is not null)
            {
                (usage ??= new()).Add(result.Usage);
            }
        }

        return new EmbeddingResult([.. results.SelectMany(result => result.Vectors)], usage, results[0].ModelId);
    }

    /// <summary>
    /// Vectors of different lengths cannot be compared, and a server that does not know <c>dimensions</c> ignores it
    /// without a word.
    /// </summary>
    private static void CheckLengths(float[][] vectors, int? dimensions, TaskExchange exchange)
    {
        var length = vectors[0].Length;
        if (Array.Exists(vectors, vector => vector.Length != length))
        {
            throw Error(InferenceErrorKind.Protocol, "answered with vectors of different lengths.");
        }

        if (dimensions is { } asked && length != asked)
        {
            throw Error(
                InferenceErrorKind.NotSupported,
                $"answered with vectors of {length} numbers, not of the {asked} that were asked for: it cannot "
                    + $"shorten those of this model. Leave Dimensions out.");
        }

        InferenceException Error(InferenceErrorKind kind, string what) =>
            exchange.Route.Error(
                kind, $"{exchange.Route.Name} {what} (Model: {exchange.Route.Model}.)", info: exchange.Info);
    }
}
