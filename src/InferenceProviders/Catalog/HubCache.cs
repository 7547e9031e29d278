using System.Text.Json;
using InferenceProviders.Options;
using InferenceProviders.Sharing;

namespace InferenceProviders.Catalog;

/// <summary>
/// What the Hub and the router have told and is kept for a while: who serves a model, and the list of models with their
/// prices.
/// </summary>
internal sealed class HubCache
{
    private const string ModelsPath = "/v1/models";

    public HubCache(HubClient client, ConnectionSettings settings, SharedState? state = null)
    {
        Mappings = new HubMappings(client, settings);
        Models = new CatalogCache(settings, state is null
            ? async () => (await FetchAsync().ConfigureAwait(false), null)
            : new SharedCatalog(
                state, settings.RouterEndpoint, settings.CatalogLifetime, settings.TimeProvider, FetchAsync).GetAsync);

        async Task<ModelCatalog> FetchAsync()
        {
            var root = await client.GetAsync(
                settings.RouterEndpoint, ModelsPath, query: "", model: null, token: null,
                CancellationToken.None).ConfigureAwait(false);
            return HubClient.Read(
                ModelsPath, root, root => ModelCatalogReader.Read(root, settings.TimeProvider.GetUtcNow()));
        }
    }

    public HubMappings Mappings { get; }

    public CatalogCache Models { get; }

    /// <summary>
    /// Whether what was told under some settings is also what would be told, and kept as long, under others.
    /// </summary>
    public static bool IsSame(ConnectionSettings one, ConnectionSettings other) =>
        one.HubEndpoint == other.HubEndpoint
        && one.RouterEndpoint == other.RouterEndpoint
        && one.MappingLifetime == other.MappingLifetime
        && one.CatalogLifetime == other.CatalogLifetime
        && one.Limits.ResponseBytes == other.Limits.ResponseBytes
        && one.Timeouts.Call == other.Timeouts.Call
        && one.UserAgent == other.UserAgent;
}
