using System.Collections.Concurrent;
using InferenceProviders.Configuration;
using InferenceProviders.Diagnostics;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Catalog;

/// <summary>
/// Asks the Hub which providers serve a model. Answers are kept for a while, by model and token (a gated model is visible to some only);
/// callers that ask at the same time share one request. A failure is not kept.
/// </summary>
internal sealed class HubMappings(HubClient client, RouterSettings settings)
{
    private const int MaxEntries = 4096;

    private readonly ConcurrentDictionary<(string Model, string? Token), Entry> _entries = new();
    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Catalog");

    public Task<ModelMapping> GetAsync(string model, string? token, CancellationToken cancellationToken)
    {
        var entry = _entries.TryGetValue((model, token), out var kept) && !kept.HasExpired(settings) ? kept : Renew((model, token));

        // The lookup serves every waiter: it does not end with the token of the one who happened to come first.
        return entry.Lookup.WaitAsync(cancellationToken);
    }

    /// <summary>Whether an id can be one of the Hub's, which are <c>name</c> or <c>org/name</c>; providers' own have more parts.</summary>
    public static bool IsHubId(string model) => model.AsSpan().Count('/') <= 1;

    private Entry Renew((string Model, string? Token) key)
    {
        if (_entries.Count >= MaxEntries)
        {
            _entries.Clear();
        }

        var made = new Entry(settings.TimeProvider.GetTimestamp(), self => LookUpAsync(key, self));
        return _entries.AddOrUpdate(key, made, (_, current) => current.HasExpired(settings) ? made : current);
    }

    private async Task<ModelMapping> LookUpAsync((string Model, string? Token) key, Entry entry)
    {
        var (model, token) = key;
        try
        {
            if (!IsHubId(model))
            {
                throw new InferenceException(
                    InferenceErrorKind.InvalidRequest, $"'{model}' is not a model of the Hub: write 'org/name', or name a provider whose own ids you use.") { Model = model };
            }

            Log.MappingLookup(_logger, model);
            var root = await client.GetAsync(settings.HubEndpoint, "/api/models/{model}", "?expand[]=inferenceProviderMapping", model, token, CancellationToken.None).ConfigureAwait(false);
            return ModelMappingReader.Read(model, root);
        }
        catch
        {
            _entries.TryRemove(new(key, entry));
            throw;
        }
    }

    private sealed class Entry
    {
        private readonly long _made;
        private readonly Lazy<Task<ModelMapping>> _lookup;

        public Entry(long made, Func<Entry, Task<ModelMapping>> lookUp)
        {
            _made = made;
            _lookup = new(() => lookUp(this));
        }

        public Task<ModelMapping> Lookup => _lookup.Value;

        public bool HasExpired(RouterSettings settings) =>
            settings.MappingLifetime != Timeout.InfiniteTimeSpan && settings.TimeProvider.GetElapsedTime(_made) > settings.MappingLifetime;
    }
}
