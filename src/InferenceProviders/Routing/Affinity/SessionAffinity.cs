using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using InferenceProviders.Sharing;

namespace InferenceProviders.Routing.Affinity;

/// <summary>
/// Remembers which provider answered a conversation last. A conversation that has been silent for an hour is forgotten:
/// no provider keeps a prompt in its cache for longer. Users may choose the same key: each token has its own
/// conversations.
/// </summary>
internal sealed class SessionAffinity
{
    private const string Topic = "conversations";
    private const int MaxConversations = 16_384;

    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <summary>How often other processes are told of a conversation that goes on with its provider.</summary>
    private static readonly TimeSpan BetweenWords = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _clock;
    private readonly SharedState? _state;
    private readonly Lazy<ConcurrentDictionary<Id, Entry>> _entries = new();

    /// <param name="clock">The router's clock.</param>
    /// <param name="state">Tells other processes, and hears of it from them; null where nothing is shared.</param>
    public SessionAffinity(TimeProvider clock, SharedState? state = null)
    {
        _clock = clock;
        _state = state;
        state?.On(Topic, Hear);
    }

    /// <summary>The provider, or null when there is none yet.</summary>
    public string? Find(string? key, string model, string? token) =>
        key is not null && _entries.Value.TryGetValue(IdOf(key, model, token), out var entry)
            && _clock.GetElapsedTime(entry.At) <= Memory ? entry.Provider : null;

    public void Remember(string? key, string model, string provider, string? token)
    {
        if (key is null)
        {
            return;
        }

        var (id, now) = (IdOf(key, model, token), _clock.GetTimestamp());
        if (_entries.Value.TryGetValue(id, out var entry) && entry.Provider == provider)
        {
            entry.At = now;
            if (_state is null || _clock.GetElapsedTime(entry.ToldAt, now) < BetweenWords)
            {
                return;
            }

            entry.ToldAt = now;
        }
        else
        {
            Set(id, provider, now);
        }

        _state?.Tell(new SharedEntry(Topic, id.Key, provider, Memory));
    }

    /// <summary>
    /// Processes tell each other of a conversation by a digest: neither its key nor the user's token leaves this one.
    /// </summary>
    private Id IdOf(string key, string model, string? token) =>
        _state is null ? new(key, model, token)
            : new(Convert.ToHexStringLower(SHA256.HashData(
                Encoding.UTF8.GetBytes($"{key.Length}:{key}{model.Length}:{model}{token}")).AsSpan(0, 16)), "", null);

    private void Hear(SharedEntry entry)
    {
        // When the conversation was heard of elsewhere follows from how long it is still remembered.
        var age = Memory - entry.ExpiresIn;
        var at = _clock.GetTimestamp() - (age > TimeSpan.Zero ? Primitives.Ticks.Of(age, _clock) : 0);
        var id = new Id(entry.Key, "", null);
        if (!_entries.Value.TryGetValue(id, out var known) || known.At <= at)
        {
            Set(id, entry.Value, at);
        }
    }

    private void Set(Id id, string provider, long at)
    {
        if (_entries.Value.Count >= MaxConversations)
        {
            Forget(at);
        }

        _entries.Value[id] = new Entry(provider) { At = at, ToldAt = at };
    }

    /// <summary>
    /// Drops the silent ones; if all of them talk, everything: a lost memory costs one cached prompt.
    /// </summary>
    private void Forget(long now)
    {
        foreach (var pair in _entries.Value)
        {
            if (_clock.GetElapsedTime(pair.Value.At, now) > Memory)
            {
                _entries.Value.TryRemove(pair);
            }
        }

        if (_entries.Value.Count >= MaxConversations)
        {
            _entries.Value.Clear();
        }
    }

    private readonly record struct Id(string Key, string Model, string? Token);

    private sealed class Entry(string provider)
    {
        private long _at;
        private long _toldAt;

        public string Provider { get; } = provider;

        public long At
        {
            get => Volatile.Read(ref _at);
            set => Volatile.Write(ref _at, value);
        }

        public long ToldAt
        {
            get => Volatile.Read(ref _toldAt);
            set => Volatile.Write(ref _toldAt, value);
        }
    }
}
