using System.Collections;
using System.Runtime.CompilerServices;

namespace InferenceProviders;

/// <summary>
/// Your keys for one provider: mostly one, which is written as a text; or several, between which calls are divided
/// (<c>["gsk_1", "gsk_2"]</c>, or <c>[new("team-a", "gsk_1"), new("team-b", "gsk_2") { Weight = 2 }]</c>). Immutable.
/// </summary>
[CollectionBuilder(typeof(ProviderKeyList), nameof(Create))]
public sealed class ProviderKeyList : IReadOnlyList<ProviderKey>
{
    private readonly ProviderKey[] _keys;

    private ProviderKeyList(ProviderKey[] keys) => _keys = keys;

    /// <summary>How many there are.</summary>
    public int Count => _keys.Length;

    /// <summary>One of them, in the order in which they were given.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ProviderKey this[int index] => _keys[index];

    /// <summary>Makes a list; collection expressions do.</summary>
    /// <param name="keys">The keys, in any order.</param>
    /// <returns>The list.</returns>
    public static ProviderKeyList Create(ReadOnlySpan<ProviderKey> keys) => new(keys.ToArray());

    /// <summary>One key.</summary>
    /// <param name="secret">The key; null or blank for none, as from an environment variable that is not set.</param>
    public static implicit operator ProviderKeyList(string? secret) =>
        string.IsNullOrWhiteSpace(secret) ? new([]) : new([secret]);

    /// <summary>One key.</summary>
    /// <param name="key">The key.</param>
    public static implicit operator ProviderKeyList(ProviderKey key) => new([key]);

    /// <summary>One key.</summary>
    /// <param name="secret">The key; null or blank for none.</param>
    /// <returns>The list of it.</returns>
    public static ProviderKeyList FromString(string? secret) => secret;

    /// <summary>One key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The list of it.</returns>
    public static ProviderKeyList FromProviderKey(ProviderKey key) => key;

    /// <inheritdoc/>
    public IEnumerator<ProviderKey> GetEnumerator() => ((IEnumerable<ProviderKey>)_keys).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>How many there are; never a key.</summary>
    public override string ToString() => $"{Count} key{(Count == 1 ? "" : "s")}";
}
