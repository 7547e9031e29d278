namespace InferenceProviders;

/// <summary>
/// Orders documents by how well they answer a query, as the second step of a search. Microsoft.Extensions.AI has no
/// abstraction for it; this one is shaped like its <c>IEmbeddingGenerator</c>. Implementations are thread-safe, and may
/// be used by several calls at a time. Documents and options are not changed.
/// </summary>
public interface IReranker : IDisposable
{
    /// <summary>Scores each document for a query, and orders them.</summary>
    /// <param name="query">What is searched for; not empty.</param>
    /// <param name="documents">
    /// What was found, in any order and any number; none may be empty, and the same one may come twice. Without any the
    /// response is empty, and nobody is asked.
    /// </param>
    /// <param name="options">How; null for all documents, and the provider's defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The documents by their place in the list, the best first.</returns>
    /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
    /// <exception cref="InferenceException">The call failed.</exception>
    Task<RerankResponse> RerankAsync(
        string query, IEnumerable<string> documents, RerankOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds an object of a type that the reranker, or one that it wraps, has (<see cref="RerankerMetadata"/>, the
    /// reranker itself).
    /// </summary>
    /// <param name="serviceType">The type.</param>
    /// <param name="serviceKey">Tells several of a type apart.</param>
    /// <returns>Null when there is none.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
