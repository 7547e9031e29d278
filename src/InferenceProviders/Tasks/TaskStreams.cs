namespace InferenceProviders.Tasks;

/// <summary>Results in pieces, whether the provider gives them so or not.</summary>
internal static class TaskStreams
{
    /// <summary>The pieces that a codec gives; one where it gives none.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="request">The request.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="whole">Makes the one piece.</param>
    public static IAsyncEnumerable<TPiece> PiecesAsync<TRequest, TResult, TPiece>(
        this TaskCodec<TRequest, TResult> codec, TRequest request, TaskExchange exchange, Func<TResult, TPiece> whole)
        where TPiece : TaskPiece =>
        codec is IStreamingCodec<TRequest, TPiece> streaming ? streaming.StreamAsync(request, exchange)
            : WholeAsync(codec, request, exchange, whole);

    private static async IAsyncEnumerable<TPiece> WholeAsync<TRequest, TResult, TPiece>(
        TaskCodec<TRequest, TResult> codec, TRequest request, TaskExchange exchange, Func<TResult, TPiece> whole)
        where TPiece : TaskPiece
    {
        yield return whole(await codec.RunAsync(request, exchange).ConfigureAwait(false));
    }
}
