namespace InferenceProviders.Tasks;

/// <summary>A codec whose provider gives results in pieces, at least of some models.</summary>
/// <typeparam name="TRequest">The task's request.</typeparam>
/// <typeparam name="TPiece">A piece.</typeparam>
internal interface IStreamingCodec<in TRequest, out TPiece>
    where TPiece : TaskPiece
{
    /// <summary>
    /// Does the task. The last piece says that it is; pieces that end without one are an answer that broke off. A
    /// provider that gave the result as a whole after all gives one piece.
    /// </summary>
    IAsyncEnumerable<TPiece> StreamAsync(TRequest request, TaskExchange exchange);
}
