using System.Collections.Concurrent;

namespace InferenceProviders.Routing.Affinity;

/// <summary>
/// Remembers which provider answered a conversation last. A conversation that has been silent for an hour is forgotten:
/// no provider keeps a prompt in its cache for longer. Users may choose the same key: each token has its own
/// conversations.
/// </summary>
internal sealed class SessionAffinity(TimeProvider clock)
{
    private const int MaxConversations = 16_384;

    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Key, string Model, string? Token), Entry> _entries = new();

    /// <summary>The provider, or null when there is none yet.</summary>
    public string? Find(string? key, string model, string? token) =>
        key is not null && _entries.TryGetValue((key, model, token), out var entry)
            && clock.GetElapsedTime(entry.At) <= Memory ? entry.Provider : null;

    public void Remember(string? key, string model, string provider, string? token)
    {
        if (key is null)
        {
            return;
        }

        var now = clock.GetTimestamp();
        if (_entries.TryGetValue((key, model, token), out var entry) && entry.Provider == provider)
        {
            entry.At = now;
            return;
        }

        if (_entries.Count >= MaxConversations)
        {
            Forget(now);
        }

        _entries[(key, model, token)] = new Entry(provider) { At = now };
    }

    /// <summary>
    /// Drops the silent ones; if all of them talk, everything: a lost memory costs one cached prompt.
    /// </summary>
    private void Forget(long now)
    {
        foreach (var pair in _entries)
        {
            if (clock.GetElapsedTime(pair.Value.At, now) > Memory)
            {
                _entries.TryRemove(pair);
            }
        }

        if (_entries.Count >= MaxConversations)
        {
            _entries.Clear();
        }
    }

    private sealed class Entry(string provider)
    {
        private long _at;

        public string Provider { get; } = provider;

        public long At
        {
            get => Volatile.Read(ref _at);
            set => Volatile.Write(ref _at, value);
        }
    }
}
