namespace InferenceProviders;

/// <summary>
/// A reranker that passes everything on to another one: the base of decorators (caching, logging, limits).
/// </summary>
public class DelegatingReranker : IReranker
{
    /// <summary>Wraps a reranker.</summary>
    /// <param name="innerReranker">It is disposed with this one.</param>
    protected DelegatingReranker(IReranker innerReranker)
    {
        ArgumentNullException.ThrowIfNull(innerReranker);
        InnerReranker = innerReranker;
    }

    /// <summary>The wrapped reranker.</summary>
    protected IReranker InnerReranker { get; }

    /// <inheritdoc/>
    public virtual Task<RerankResponse> RerankAsync(
        string query, IEnumerable<string> documents, RerankOptions? options = null,
        CancellationToken cancellationToken = default) =>
        InnerReranker.RerankAsync(query, documents, options, cancellationToken);

    /// <inheritdoc/>
    public virtual object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this)
            ? this
            : InnerReranker.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes the wrapped reranker.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            InnerReranker.Dispose();
        }
    }
}
