using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace InferenceProviders.Primitives;

/// <summary>
/// Entries by key, of which a quarter goes when there are too many: first those that were not asked for since the last
/// time. Being asked for costs nothing in the steady state, and no call pays for emptying all of it. Thread-safe.
/// </summary>
/// <typeparam name="TKey">What entries are found by.</typeparam>
/// <typeparam name="TValue">An entry.</typeparam>
internal sealed class RecentCache<TKey, TValue>(int capacity) : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
    where TValue : class, IRecentEntry
{
    private readonly Lazy<ConcurrentDictionary<TKey, TValue>> _entries = new();
    private readonly Lock _trimming = new();
    private int _count;

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? entry)
    {
        if (!_entries.Value.TryGetValue(key, out entry))
        {
            return false;
        }

        if (!entry.WasAskedFor)
        {
            entry.WasAskedFor = true;
        }

        return true;
    }

    /// <summary>Puts an entry in place of the key's, if it has one.</summary>
    public void Set(TKey key, TValue entry)
    {
        while (!_entries.Value.TryGetValue(key, out var old) || !_entries.Value.TryUpdate(key, entry, old))
        {
            if (TryAdd(key, entry))
            {
                return;
            }
        }
    }

    public bool TryAdd(TKey key, TValue entry)
    {
        if (!_entries.Value.TryAdd(key, entry))
        {
            return false;
        }

        if (Interlocked.Increment(ref _count) > capacity)
        {
            Trim(entry);
        }

        return true;
    }

    /// <summary>Puts <paramref name="entry"/> in place of <paramref name="old"/>, if that is still there.</summary>
    public bool TryUpdate(TKey key, TValue entry, TValue old) => _entries.Value.TryUpdate(key, entry, old);

    /// <summary>Removes the entry, if it is still there.</summary>
    public void Remove(TKey key, TValue entry)
    {
        if (_entries.Value.TryRemove(new(key, entry)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => _entries.Value.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <param name="newest">The entry that has just come: nobody can have asked for it yet.</param>
    private void Trim(TValue newest)
    {
        if (!_trimming.TryEnter())
        {
            return;
        }

        try
        {
            // In the second round nothing has been asked for any more.
            var most = capacity - (capacity / 4);
            for (var round = 0; round < 2 && Volatile.Read(ref _count) > most; round++)
            {
                foreach (var (key, entry) in _entries.Value)
                {
                    if (entry.WasAskedFor)
                    {
                        entry.WasAskedFor = false;
                    }
                    else if (!ReferenceEquals(entry, newest) && Volatile.Read(ref _count) > most)
                    {
                        Remove(key, entry);
                    }
                }
            }
        }
        finally
        {
            _trimming.Exit();
        }
    }
}

/// <summary>An entry of a <see cref="RecentCache{TKey, TValue}"/>.</summary>
internal interface IRecentEntry
{
    /// <summary>Whether it was asked for since the cache was full last. The cache sets it.</summary>
    bool WasAskedFor { get; set; }
}
