using InferenceProviders.Catalog;
using InferenceProviders.Diagnostics;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Transport;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// Keeps a <see cref="RouteTable"/> for every model, task and token, made from the Hub's mapping and the catalog.
/// </summary>
internal sealed class RouteTables(
    RouterSettings settings, RouteFactory factory, HubMappings mappings, CatalogCache catalog)
{
    /// <summary>
    /// Callers choose the models. A table takes one to ten kilobytes; making one takes some microseconds.
    /// </summary>
    private const int MaxTables = 16_384;

    /// <summary>While the list of models cannot be retrieved, calls do not wait for it again and again.</summary>
    private static readonly TimeSpan CatalogPause = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Routing");
    private readonly RecentCache<Key, RouteTable> _tables = new(MaxTables);
    private long _catalogFailed = long.MinValue;

    /// <param name="model">The model.</param>
    /// <param name="task">The task.</param>
    /// <param name="protocol">How a chat is sent; null for other tasks.</param>
    /// <param name="token">The Hugging Face token, or null.</param>
    /// <param name="awaitCatalog">
    /// Whether the first list of models is worth waiting for. Later ones are refreshed in the background.
    /// </param>
    /// <param name="cancellationToken">The call's.</param>
    public async ValueTask<RouteTable> GetAsync(
        ModelReference model, InferenceTask task, ChatProtocol? protocol, string? token, bool awaitCatalog,
            CancellationToken cancellationToken)
    {
        var isListed = task == InferenceTask.Conversational;
        var listed = isListed ? catalog.Peek() : null;
        if (listed is null && awaitCatalog && isListed)
        {
            listed = await FirstCatalogAsync(cancellationToken).ConfigureAwait(false);
        }

        var mapping = await mappings.PeekAsync(model.Id, token, cancellationToken).ConfigureAwait(false);
        var key = new Key(model.Text, task, protocol, token);
        if (_tables.TryGet(key, out var table) && table.IsMadeOf(mapping, listed))
        {
            return table;
        }

        table = Make(model, task, protocol, token, mapping, listed);
        _tables.Set(key, table);
        return table;
    }

    /// <summary>Waits for the first list of models; later ones are refreshed in the background.</summary>
    public ValueTask<ModelCatalog?> EnsureCatalogAsync(CancellationToken cancellationToken) =>
        catalog.Peek() is { } listed ? new(listed) : FirstCatalogAsync(cancellationToken);

    private async ValueTask<ModelCatalog?> FirstCatalogAsync(CancellationToken cancellationToken)
    {
        var failed = Volatile.Read(ref _catalogFailed);
        if (failed != long.MinValue && settings.TimeProvider.GetElapsedTime(failed) < CatalogPause)
        {
            return null;
        }

        try
        {
            return await catalog.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InferenceException exception)
        {
            // Without it there are no prices and no capabilities, but a provider can still be called.
            Volatile.Write(ref _catalogFailed, settings.TimeProvider.GetTimestamp());
            Log.CatalogMissing(_logger, exception.Kind);
            return null;
        }
    }

    private RouteTable Make(
        ModelReference model, InferenceTask task, ChatProtocol? protocol, string? token, ModelMapping mapping,
            ModelCatalog? listed)
    {
        var offers = listed?.Find(model.Id);
        var live = new List<RouteCandidate>();
        var others = new List<RouteCandidate>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in mapping.Entries)
        {
            var provider = settings.Providers.FindOrGeneric(entry.Provider);
            var isResponses = protocol == ChatProtocol.Responses;
            if (!ModelMapping.Serves(entry, task) || !(isResponses || provider.Supports(task))
                || !RouteGuard.IsModel(entry.ProviderId) || !seen.Add(entry.Provider))
            {
                continue;
            }

            var offer = offers?.Offer(entry.Provider);
            var into = entry.IsLive ? live : others;
            if (isResponses)
            {
                AddResponses(into, provider, model, token, entry, offer);
                continue;
            }

            var account = factory.AuthModeOf(provider);
            if (account == AuthMode.Direct
                ? !provider.RequiresKey || settings.ProviderKeys.ContainsKey(provider.Name)
                : token is not null || settings.ProviderKeys.Count == 0)
            {
                into.Add(
                    new RouteCandidate(
                        factory.Named(
                            provider, model, entry.ProviderId, task, account, token, entry, offer, protocol)));
            }

            if (account == AuthMode.Direct && token is not null && provider.IsRouted)
            {
                into.Add(
                    new RouteCandidate(
                        factory.Named(
                            provider, model, entry.ProviderId, task, AuthMode.Routed, token, entry, offer, protocol))
                {
                    IsSecondAccount = true,
                });
            }
        }

        return new RouteTable(
            model, task, token, mapping, listed, [.. live.Concat(others).Take(RouteTable.MaxCandidates)]);
    }

    /// <summary>
    /// Through Hugging Face's router any of its providers can be asked; with a key of the user's own only one that has
    /// the API itself.
    /// </summary>
    private void AddResponses(
        List<RouteCandidate> into, Provider provider, ModelReference model, string? token, ProviderMapping entry,
        ProviderOffer? offer)
    {
        var isDirect = factory.AuthModeOf(provider) == AuthMode.Direct;
        if (isDirect && provider.Responses is not null
            && (!provider.RequiresKey || settings.ProviderKeys.ContainsKey(provider.Name)))
        {
            into.Add(
                new RouteCandidate(
                    factory.Named(
                        provider, model, entry.ProviderId, InferenceTask.Conversational, AuthMode.Direct, token, entry,
                        offer, ChatProtocol.Responses)));
        }

        if (token is not null && provider.IsRouted)
        {
            into.Add(new RouteCandidate(factory.RoutedResponses(model, provider.Name, token, entry, offer))
            {
                IsSecondAccount = isDirect,
            });
        }
    }

    private readonly record struct Key(string Model, InferenceTask Task, ChatProtocol? Protocol, string? Token);
}
