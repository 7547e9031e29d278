using System.Text.RegularExpressions;

namespace InferenceProviders.Emulator.Models.Language;

/// <summary>The words in identifiers and descriptions, made comparable.</summary>
internal static partial class NameWords
{
    /// <summary><c>get_weatherForecasts</c> → get, weather, forecast.</summary>
    public static IReadOnlyList<string> Split(string identifier) =>
        [.. Pieces().Matches(identifier).Select(match => Stem(match.Value))];

    /// <summary>Lower case, without the endings of plurals and verb forms.</summary>
    public static string Stem(string word)
    {
        var stem = word.ToLowerInvariant();
        foreach (var ending in (ReadOnlySpan<string>)["ies", "ing", "ed", "es", "s"])
        {
            if (stem.Length > ending.Length + 2 && stem.EndsWith(ending, StringComparison.Ordinal)
                && !stem.EndsWith("ss", StringComparison.Ordinal))
            {
                return ending == "ies" ? stem[..^3] + "y" : stem[..^ending.Length].TrimEnd('e');
            }
        }

        return stem.TrimEnd('e');
    }

    [GeneratedRegex(@"\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\d+")]
    private static partial Regex Pieces();
}
