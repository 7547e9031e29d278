using System.Collections.Frozen;

namespace InferenceProviders.Primitives;

/// <summary>
/// Freezes what callers gave by name, with a check of each entry. It is written without LINQ, whose code for pairs
/// would be compiled in every program that starts.
/// </summary>
internal static class Freezing
{
    /// <param name="given">The entries.</param>
    /// <param name="name">Checks a name, and gives it as it is kept.</param>
    /// <param name="value">Checks the value of a name, and gives it as it is kept.</param>
    /// <param name="isGiven">Whether an entry counts; null when all do. The others are left out, unchecked.</param>
    /// <exception cref="ArgumentException">An entry is wrong, or two have names that differ by case only.</exception>
    public static FrozenDictionary<string, TKept> Freeze<TGiven, TKept>(
        this IDictionary<string, TGiven> given, Func<string, string> name, Func<string, TGiven, TKept> value,
        Func<TGiven, bool>? isGiven = null)
    {
        if (given.Count == 0)
        {
            return FrozenDictionary<string, TKept>.Empty;
        }

        var kept = new Dictionary<string, TKept>(given.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, entry) in given)
        {
            if (isGiven?.Invoke(entry) != false)
            {
                kept.Add(name(key), value(key, entry));
            }
        }

        return kept.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
