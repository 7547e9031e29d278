namespace InferenceProviders;

/// <summary>Finds what an <see cref="IReranker"/> has.</summary>
public static class RerankerExtensions
{
    /// <summary>Finds an object of a type that the reranker has, or null.</summary>
    /// <typeparam name="TService">The type.</typeparam>
    /// <param name="reranker">The reranker.</param>
    /// <param name="serviceKey">Tells several of a type apart.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reranker"/> is null.</exception>
    public static TService? GetService<TService>(this IReranker reranker, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(reranker);
        return reranker.GetService(typeof(TService), serviceKey) is TService service ? service : default;
    }

    /// <summary>Finds an object of a type that the reranker must have.</summary>
    /// <typeparam name="TService">The type.</typeparam>
    /// <param name="reranker">The reranker.</param>
    /// <param name="serviceKey">Tells several of a type apart.</param>
    /// <returns>The object.</returns>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static TService GetRequiredService<TService>(this IReranker reranker, object? serviceKey = null) =>
        reranker.GetService<TService>(serviceKey)
            ?? throw new InvalidOperationException($"The reranker does not provide a {typeof(TService)}.");
}
