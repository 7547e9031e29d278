using InferenceProviders.Diagnostics;
using InferenceProviders.Options;
using InferenceProviders.Routing;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Catalog;

/// <summary>
/// Keeps the last list of models. Callers that need a new one at the same time share one request, and when it fails the
/// old list goes on serving: prices of an hour ago are better than none.
/// </summary>
internal sealed class CatalogCache(
    ConnectionSettings settings, Func<Task<(ModelCatalog Catalog, TimeSpan? FreshFor)>> fetch)
{
    /// <summary>
    /// How long a failed refresh is not repeated, so that an outage of the list does not slow down every call.
    /// </summary>
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(30);

    /// <summary>Shorter than any time that has passed.</summary>
    private static readonly TimeSpan Due = TimeSpan.FromTicks(-1);

    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Catalog");
    private readonly Lock _gate = new();
    private volatile Kept? _kept;
    private Task<ModelCatalog>? _refresh;

    /// <summary>The last list, however old; null before the first.</summary>
    public ModelCatalog? Last => _kept?.Catalog;

    /// <summary>The list, fetched when there is none that is fresh.</summary>
    public ValueTask<ModelCatalog> GetAsync(CancellationToken cancellationToken) =>
        _kept is { } kept && !IsDue(kept) ? new(kept.Catalog) : new(Refresh().WaitAsync(cancellationToken));

    /// <summary>
    /// The last list at once, however old, while a new one is fetched behind the caller's back when it is due. Null
    /// before the first.
    /// </summary>
    public ModelCatalog? Peek()
    {
        if (_kept is not { } kept)
        {
            return null;
        }

        if (IsDue(kept))
        {
            _ = Refresh();
        }

        return kept.Catalog;
    }

    /// <summary>Puts in a list of an earlier time: it is due at once, and serves until a new one is there.</summary>
    public void Restore(ModelCatalog catalog)
    {
        if (_kept is not { } kept || kept.Catalog.RetrievedAt < catalog.RetrievedAt)
        {
            _kept = new Kept(catalog, settings.TimeProvider.GetTimestamp(), Due);
        }
    }

    private Task<ModelCatalog> Refresh()
    {
        lock (_gate)
        {
            if (_refresh is not null)
            {
                return _refresh;
            }

            // One that was waiting for the lock may find that the list has come.
            if (_kept is { } kept && !IsDue(kept))
            {
                return Task.FromResult(kept.Catalog);
            }

            // It serves every waiter: it does not end with the token of the one who happened to come first.
            return _refresh = Task.Run(RefreshAsync);
        }
    }

    private async Task<ModelCatalog> RefreshAsync()
    {
        try
        {
            var (catalog, freshFor) = await fetch().ConfigureAwait(false);
            _kept = new Kept(catalog, settings.TimeProvider.GetTimestamp(), freshFor ?? settings.CatalogLifetime);
            return catalog;
        }
        catch (InferenceException exception) when (_kept is { } stale)
        {
            Log.CatalogStale(_logger, stale.Catalog.RetrievedAt, exception.Kind);
            _kept = new Kept(stale.Catalog, settings.TimeProvider.GetTimestamp(), RestAfterFailure);
            return stale.Catalog;
        }
        finally
        {
            lock (_gate)
            {
                _refresh = null;
            }
        }
    }

    private bool IsDue(Kept kept) =>
        kept.Lifetime != Timeout.InfiniteTimeSpan && settings.TimeProvider.GetElapsedTime(kept.Since) > kept.Lifetime;

    private sealed record Kept(ModelCatalog Catalog, long Since, TimeSpan Lifetime);
}
