using System.Collections.Frozen;
using System.Globalization;
using InferenceProviders.Primitives;

namespace InferenceProviders;

/// <summary>Checks the users' keys for providers, and gives names to those of a list that have none.</summary>
internal static class OwnKeys
{
    private const int LongestName = 64;
    private const double LargestWeight = 1_000_000;

    /// <summary>The keys of every provider that has any; blank ones are left out.</summary>
    /// <exception cref="ArgumentException">A name, a key or a weight is wrong; the message names it.</exception>
    public static FrozenDictionary<string, ProviderKey[]> Check(
        IDictionary<string, ProviderKeyList> keys, string argument) =>
        keys.Freeze(
            name => Validate.ProviderName(name, argument),
            (name, list) => Check(Present(list), $"{argument}:{name}"),
            static list => Present(list).Length > 0);

    /// <summary>A key that an environment variable or a section of configuration does not have is none.</summary>
    private static ProviderKey[] Present(ProviderKeyList? keys) =>
        keys is null ? [] : [.. keys.Where(key => !string.IsNullOrWhiteSpace(key?.Secret))];

    private static ProviderKey[] Check(ProviderKey[] keys, string argument)
    {
        var found = keys.Select((key, index) => Check(key, keys.Length > 1 ? index : null, argument)).ToArray();
        for (var i = 0; i < found.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (string.Equals(found[i].Name, found[j].Name, StringComparison.OrdinalIgnoreCase))
                {
                    throw new ArgumentException(
                        $"Two keys are named '{found[i].Name}': give each a name of its own.", argument);
                }

                if (found[i].Secret == found[j].Secret)
                {
                    throw new ArgumentException(
                        $"'{found[j].Name}' and '{found[i].Name}' are the same key: name it once, with a weight.",
                        argument);
                }
            }
        }

        return found;
    }

    /// <param name="key">The key.</param>
    /// <param name="index">Its place, after which it is named when it has no name; null for the only one.</param>
    /// <param name="argument">What messages name.</param>
    private static ProviderKey Check(ProviderKey key, int? index, string argument)
    {
        var secret = Validate.Secret(key.Secret, argument);
        if (key.Name is { } name && (name.Length is 0 or > LongestName || !name.All(IsOfName) || name == secret))
        {
            // It is not repeated: it may be the key, in the wrong place.
            throw new ArgumentException(
                $"The name of a key must have 1 to {LongestName} letters, digits, '-', '_', '.' and spaces, and must "
                    + "not be the key itself.",
                argument);
        }

        if (!(key.Weight > 0 && key.Weight <= LargestWeight))
        {
            throw new ArgumentException(
                $"The weight of a key must be more than 0, and at most {LargestWeight:N0}.", argument);
        }

        return key.As(
            key.Name ?? (index is { } at ? string.Create(CultureInfo.InvariantCulture, $"key-{at + 1}") : null),
            secret,
            key.RateLimit is { } limit ? OwnLimits.Check(limit, argument) : null);
    }

    private static bool IsOfName(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ' ';
}
