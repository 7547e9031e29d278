using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using InferenceProviders.Primitives;

namespace InferenceProviders.Spending;

/// <summary>
/// The limits of tenants and users: one object for each, however often it is asked for, whatever the settings are at
/// the moment. Keys come from outside: what nobody holds, and nothing is spent of, is forgotten. Thread-safe.
/// </summary>
internal sealed class KeyedLimits
{
    private const int FirstSweep = 1024;
    private const int LongestName = 128;

    private readonly ConcurrentDictionary<string, Entry> _limits = new(StringComparer.Ordinal);
    private int _sweepAt = FirstSweep;

    /// <summary>How many are known.</summary>
    public int Count => _limits.Count;

    /// <summary>The limit of a key, with the levels above it.</summary>
    /// <param name="levels">The levels by name.</param>
    /// <param name="level">The level.</param>
    /// <param name="keys">The keys from the highest level on.</param>
    /// <exception cref="ArgumentException">There is no such level, or it has not so many above it.</exception>
    public SpendLimit Get(IReadOnlyDictionary<string, SpendLevel> levels, string level, ReadOnlySpan<string> keys)
    {
        var chain = Chain(levels, level);
        Check(chain, keys);
        SpendLimit? limit = null;
        for (var depth = 0; depth < chain.Count; depth++)
        {
            var asked = levels[chain[depth]];
            var called = NameOf(chain[depth], keys[..(depth + 1)]);
            var (key, parent) = (keys[depth], limit);
            do
            {
                limit = _limits.GetOrAdd(called, static _ => new Entry()).Get(asked, parent, () =>
                    asked.For(called, key, parent));
            }
            while (limit is null);
        }

        if (_limits.Count >= Volatile.Read(ref _sweepAt))
        {
            Sweep();
        }

        return limit!;
    }

    private static List<string> Chain(IReadOnlyDictionary<string, SpendLevel> levels, string level)
    {
        var chain = new List<string>();
        for (var at = level; at is not null; at = levels[at].Parent)
        {
            if (!levels.ContainsKey(at))
            {
                var meant = NearestName.Of(at, levels.Keys) is { } near ? $" Did you mean '{near}'?" : "";
                throw new ArgumentException(
                    levels.Count == 0
                        ? $"There are no spend levels: {nameof(InferenceProvidersOptions)}."
                            + $"{nameof(InferenceProvidersOptions.SpendLevels)} is empty."
                        : $"There is no spend level '{Validate.Printable(at)}'. Known levels: "
                            + $"{string.Join(", ", levels.Keys)}.{meant}",
                    nameof(level));
            }

            chain.Insert(0, at);
        }

        return chain;
    }

    private static void Check(List<string> chain, ReadOnlySpan<string> keys)
    {
        if (keys.Length != chain.Count)
        {
            throw new ArgumentException(
                $"The level '{chain[^1]}' takes {chain.Count} {(chain.Count == 1 ? "key" : "keys")} "
                    + $"({string.Join(", ", chain)}); the call has {keys.Length}.",
                nameof(keys));
        }

        for (var i = 0; i < keys.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(keys[i]))
            {
                throw new ArgumentException($"The key of '{chain[i]}' is empty.", nameof(keys));
            }
        }
    }

    /// <summary>
    /// The name, by which processes share it, too: <c>user:acme/4711</c>. What would be ambiguous in it is escaped, and
    /// what is too long, or cannot be shown, is told by a digest.
    /// </summary>
    private static string NameOf(string level, ReadOnlySpan<string> keys)
    {
        var name = new StringBuilder(level.ToLowerInvariant()).Append(':');
        for (var i = 0; i < keys.Length; i++)
        {
            name.Append(i == 0 ? "" : "/")
                .Append(keys[i].Replace("%", "%25", StringComparison.Ordinal)
                    .Replace("/", "%2F", StringComparison.Ordinal));
        }

        var text = name.ToString();
        return text.Length <= LongestName && !text.Any(char.IsControl) ? text
            : $"{level.ToLowerInvariant()}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }

    private void Sweep()
    {
        foreach (var pair in _limits)
        {
            if (pair.Value.TryForget())
            {
                _limits.TryRemove(pair);
            }
        }

        Volatile.Write(ref _sweepAt, Math.Max(FirstSweep, _limits.Count * 2));
    }

    /// <summary>
    /// One limit. It is held here from the first call that reserves money on it, until nothing of it is spent any more;
    /// before and after, for as long as somebody else holds it.
    /// </summary>
    private sealed class Entry : ISpendKeeper
    {
        private readonly WeakReference<SpendLimit?> _limit = new(null);
        private SpendLimit? _held;
        private SpendLevel? _level;
        private bool _isForgotten;

        /// <summary>The limit as the level has it now; null when this entry was forgotten a moment ago.</summary>
        public SpendLimit? Get(SpendLevel level, SpendLimit? parent, Func<SpendLimit> make)
        {
            lock (this)
            {
                if (_isForgotten)
                {
                    return null;
                }

                _limit.TryGetTarget(out var known);
                if (known is not null && ReferenceEquals(_level, level)
                    && (parent is null || ReferenceEquals(known.Parent, parent)))
                {
                    return known;
                }

                // Other settings: what was spent counts there.
                var made = make().After(known);
                made.Keeper = this;
                _limit.SetTarget(made);
                _held = _held is null ? null : made;
                _level = level;
                return made;
            }
        }

        public void Keep(SpendLimit limit)
        {
            if (Volatile.Read(ref _held) is null)
            {
                lock (this)
                {
                    _held ??= _limit.TryGetTarget(out var current) ? current : limit;
                }
            }
        }

        /// <summary>Lets go of a limit of which nothing is spent.</summary>
        /// <returns>Whether nobody else holds it either, so that it is gone.</returns>
        public bool TryForget()
        {
            lock (this)
            {
                // A call that reserves from now on says so afterwards, and it is held again.
                var held = _held;
                Volatile.Write(ref _held, null);
                if (held is not null && held.Read() is not (0, 0, _))
                {
                    _held = held;
                }

                return _isForgotten = _held is null && held is null && !_limit.TryGetTarget(out _);
            }
        }
    }
}
