using InferenceProviders.Diagnostics;
using InferenceProviders.Options;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Catalog;

/// <summary>
/// Asks the Hub which providers serve a model. Answers are kept for a while, by model and token (a gated model is
/// visible to some only); callers that ask at the same time share one request. A failure is not kept; while the Hub
/// cannot be reached, the last answer serves on.
/// </summary>
internal sealed class HubMappings(HubClient client, ConnectionSettings settings)
{
    /// <summary>
    /// Callers choose the models. A mapping takes one to four kilobytes, and asking for it again takes a request.
    /// </summary>
    private const int MaxEntries = 32_768;

    /// <summary>How long an answer that could not be renewed serves before the Hub is asked again.</summary>
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(30);

    private readonly RecentCache<(string Model, string? Token), Entry> _entries = new(MaxEntries);
    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Catalog");

    /// <summary>The mapping, asked for when there is none that is fresh.</summary>
    public Task<ModelMapping> GetAsync(string model, string? token, CancellationToken cancellationToken) =>

        // The lookup serves every waiter: it does not end with the token of the one who happened to come first.
        Current(model, token).Lookup.WaitAsync(cancellationToken);

    /// <summary>
    /// For decisions that must not wait: the last mapping, however old, while a new one is asked for behind the
    /// caller's back. Waits only for the first.
    /// </summary>
    public Task<ModelMapping> PeekAsync(string model, string? token, CancellationToken cancellationToken)
    {
        var entry = Current(model, token);
        return !entry.Lookup.IsCompleted && entry.Stale is { } stale
            ? Task.FromResult(stale)
            : entry.Lookup.WaitAsync(cancellationToken);
    }

    /// <summary>What is known with a token.</summary>
    public IReadOnlyList<ModelMapping> Known(string? token) =>
        [.. _entries.Where(entry => entry.Key.Token == token).Select(
            entry =>
            entry.Value.Known).OfType<ModelMapping>().OrderBy(mapping => mapping.Model, StringComparer.Ordinal)];

    /// <summary>
    /// Puts in a mapping of an earlier time: it is asked for anew at the first use, and serves until the answer is
    /// there.
    /// </summary>
    public void Restore(ModelMapping mapping, string? token)
    {
        if (IsHubId(mapping.Model))
        {
            _entries.TryAdd((mapping.Model, token), new Entry(mapping, until: settings.TimeProvider.GetTimestamp()));
        }
    }

    private Entry Current(string model, string? token) =>
        _entries.TryGet((model, token), out var kept) && !kept.HasExpired(settings) ? kept : Renew((model, token));

    /// <summary>
    /// Whether an id can be one of the Hub's, which are <c>name</c> or <c>org/name</c>; providers' own have more parts.
    /// </summary>
    public static bool IsHubId(string model) => model.AsSpan().Count('/') <= 1;

    private Entry Renew((string Model, string? Token) key)
    {
        while (true)
        {
            var made = _entries.TryGet(key, out var current) && !current.HasExpired(settings) ? null
                : new Entry(settings.TimeProvider.GetTimestamp(), current?.Known, self => LookUpAsync(key, self));
            if (made is null)
            {
                return current!;
            }

            if (current is null ? _entries.TryAdd(key, made) : _entries.TryUpdate(key, made, current))
            {
                return made;
            }
        }
    }

    private async Task<ModelMapping> LookUpAsync((string Model, string? Token) key, Entry entry)
    {
        var (model, token) = key;
        try
        {
            if (!IsHubId(model))
            {
                throw new InferenceException(
                    InferenceErrorKind.InvalidRequest,
                        $"'{model}' is not a model of the Hub: write 'org/name', or name a provider whose own ids "
                        + $"you use.") { Model =
                        model };
            }

            Log.MappingLookup(_logger, model);
            var root = await client.GetAsync(
                settings.HubEndpoint, "/api/models/{model}", "?expand[]=inferenceProviderMapping", model, token,
                CancellationToken.None).ConfigureAwait(false);
            return ModelMappingReader.Read(model, root);
        }
        catch (InferenceException exception) when (entry.Stale is { } stale && IsOutage(exception))
        {
            Log.MappingStale(_logger, model, exception.Kind);
            _entries.TryUpdate(
                key, new Entry(
                    stale, settings.TimeProvider.GetTimestamp() + Ticks.Of(RestAfterFailure, settings.TimeProvider)),
                    entry);
            return stale;
        }
        catch
        {
            _entries.Remove(key, entry);
            throw;
        }
    }

    /// <summary>Whether the Hub said nothing about the model, rather than no.</summary>
    private static bool IsOutage(InferenceException failure) =>
        failure.Kind is InferenceErrorKind.ProviderUnavailable or InferenceErrorKind.Timeout
            or InferenceErrorKind.RateLimited or InferenceErrorKind.Protocol;

    private sealed class Entry : IRecentEntry
    {
        private readonly long _made;
        private readonly long? _until;
        private readonly Lazy<Task<ModelMapping>> _lookup;

        /// <param name="made">When it was asked for.</param>
        /// <param name="stale">What was known before.</param>
        /// <param name="lookUp">Asks.</param>
        public Entry(long made, ModelMapping? stale, Func<Entry, Task<ModelMapping>> lookUp)
        {
            _made = made;
            Stale = stale;
            _lookup = new(() => lookUp(this));
        }

        /// <summary>
        /// A mapping of an earlier time that serves until then, and after that while a new one is asked for.
        /// </summary>
        public Entry(ModelMapping old, long until)
        {
            _until = until;
            Stale = old;
            _lookup = new(Task.FromResult(old));
        }

        bool IRecentEntry.WasAskedFor { get; set; }

        public ModelMapping? Stale { get; }

        public Task<ModelMapping> Lookup => _lookup.Value;

        /// <summary>The answer if it has come, else what was known before.</summary>
        public ModelMapping? Known =>
            _lookup is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } lookup }
                ? lookup.Result
                : Stale;

        public bool HasExpired(ConnectionSettings settings) =>
            _until is { } until ? settings.TimeProvider.GetTimestamp() >= until
            : settings.MappingLifetime != Timeout.InfiniteTimeSpan
                && settings.TimeProvider.GetElapsedTime(_made) > settings.MappingLifetime;
    }
}
