using System.Buffers;
using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Sharing;

namespace InferenceProviders.Catalog;

/// <summary>
/// The list of models, fetched once for all processes: whoever needs one first fetches it, and the others wait for
/// that. Where the store is away, or who fetches is slow, each fetches its own.
/// </summary>
internal sealed class SharedCatalog(
    SharedState state, Uri router, TimeSpan lifetime, TimeProvider clock, Func<Task<ModelCatalog>> fetch)
{
    private const string Topic = "catalog";

    /// <summary>For lists that are never fetched again by a process: the next one to start needs one, too.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly TimeSpan Fetching = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Calls wait for the list: a store that is slow must not make them wait for itself, too.</summary>
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private int _fetches;

    /// <summary>The list, and how much longer it is fresh; null for its whole lifetime.</summary>
    public async Task<(ModelCatalog Catalog, TimeSpan? FreshFor)> GetAsync()
    {
        var (isThere, kept) = await FindAsync().ConfigureAwait(false);
        if (kept is not null)
        {
            return kept.Value;
        }

        if (!isThere)
        {
            return (await fetch().ConfigureAwait(false), null);
        }

        var began = clock.GetTimestamp();
        var turn = $"{state.Holder}-{Interlocked.Increment(ref _fetches)}";
        while (await IsOthersTurnAsync(turn).ConfigureAwait(false) && clock.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(BetweenLooks, clock).ConfigureAwait(false);
            if ((await FindAsync().ConfigureAwait(false)).Found is { } theirs)
            {
                return theirs;
            }
        }

        // Somebody may have been done in the moment before it was our turn.
        if ((await FindAsync().ConfigureAwait(false)).Found is { } last)
        {
            await LeaveAsync(turn).ConfigureAwait(false);
            return last;
        }

        try
        {
            var catalog = await fetch().ConfigureAwait(false);
            await state.KeepAsync(new SharedEntry(
                Topic, router.AbsoluteUri, Write(catalog), lifetime == Timeout.InfiniteTimeSpan || lifetime > Longest
                    ? Longest : lifetime)).ConfigureAwait(false);
            return (catalog, null);
        }
        finally
        {
            await LeaveAsync(turn).ConfigureAwait(false);
        }
    }

    private static string Write(ModelCatalog catalog)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            new CatalogSnapshot(catalog, []).Write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Whether the store answers, and the list that it has.</summary>
    private async Task<(bool IsThere, (ModelCatalog Catalog, TimeSpan? FreshFor)? Found)> FindAsync()
    {
        var entries = state.IsConnected
            ? await state.ReadAsync(Topic, StorePatience).ConfigureAwait(false) : null;
        if (entries?.FirstOrDefault(entry => entry.Key == router.AbsoluteUri) is not { } kept)
        {
            return (entries is not null, null);
        }

        try
        {
            return CatalogSnapshot.Read(JsonText.Parse(Encoding.UTF8.GetBytes(kept.Value))).Models is { } models
                ? (true, (models, kept.ExpiresIn)) : (true, null);
        }
        catch (JsonException)
        {
            // Of another version of the library.
            return (true, null);
        }
    }

    private async Task<bool> IsOthersTurnAsync(string turn)
    {
        try
        {
            return state.IsConnected
                && (await state.LeaseAsync(Turn(turn, wanted: 1), StorePatience).ConfigureAwait(false)).Granted == 0;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task LeaveAsync(string turn)
    {
        try
        {
            if (state.IsConnected)
            {
                await state.LeaseAsync(Turn(turn, wanted: 0), StorePatience).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // It ends by itself.
        }
    }

    private SharedLeaseRequest Turn(string turn, long wanted) => new()
    {
        Account = $"fetch|{router.AbsoluteUri}",
        Holder = turn,
        Limit = 1,
        Spent = 0,
        InHand = 0,
        Wanted = wanted,
        LeaseTime = Fetching,
        Lifetime = Longest,
        ReturnsLost = true,
    };
}
