using System.Text.Json;
using InferenceProviders.Catalog;
using InferenceProviders.Configuration;

namespace InferenceProviders;

/// <summary>What the Hub and the router know about models: who serves them, at what price, with which capabilities. Thread-safe.</summary>
public sealed class HubCatalog
{
    private readonly HubClient _client;
    private readonly RouterSettings _settings;
    private readonly CatalogCache _cache;

    internal HubCatalog(HubClient client, RouterSettings settings)
    {
        _client = client;
        _settings = settings;
        _cache = new CatalogCache(settings, FetchAsync);
    }

    /// <summary>The last list of chat models that was fetched, however old; null before the first. Nothing is sent.</summary>
    public ModelCatalog? LastModels => _cache.Last;

    /// <summary>
    /// The router's chat models with their providers' offers (<c>GET /v1/models</c>, public: no token is sent). The list is kept for
    /// <see cref="InferenceProvidersOptions.CatalogLifetime"/>; when a new one cannot be had, the old one is returned
    /// (see <see cref="ModelCatalog.RetrievedAt"/>).
    /// </summary>
    /// <exception cref="InferenceException">There is no list yet and it cannot be had.</exception>
    public ValueTask<ModelCatalog> GetModelsAsync(CancellationToken cancellationToken = default) => _cache.GetAsync(cancellationToken);

    /// <summary>For decisions that must not wait: the last list at once, refreshed behind the caller's back when it is due. Null before the first.</summary>
    internal ModelCatalog? PeekModels() => _cache.Peek();

    private async Task<ModelCatalog> FetchAsync()
    {
        const string Path = "/v1/models";
        var root = await _client.GetAsync(_settings.RouterEndpoint, Path, query: "", model: null, token: null, CancellationToken.None).ConfigureAwait(false);
        try
        {
            return ModelCatalogReader.Read(root, _settings.TimeProvider.GetUtcNow());
        }
        catch (JsonException exception)
        {
            throw HubClient.NotUnderstood(Path, exception);
        }
    }
}
