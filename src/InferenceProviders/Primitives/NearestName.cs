namespace InferenceProviders.Primitives;

/// <summary>Finds what somebody meant by a name that does not exist.</summary>
internal static class NearestName
{
    private const int LeastPrefix = 2;

    /// <summary>
    /// The known name that a misspelt one is nearest to: the same but for case and punctuation, longer or shorter by an
    /// ending that no other has, or one that a few letters make of it. Null when there is none, or when it is known.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var wanted = Fold(name);
        if (wanted.Length == 0)
        {
            return null;
        }

        string? nearest = null;
        string? longer = null;
        var (least, longerOnes) = (MostEdits(wanted.Length) + 1, 0);
        foreach (var candidate in known)
        {
            if (candidate == name)
            {
                return null;
            }

            var folded = Fold(candidate);
            var edits = folded == wanted ? 0 : Edits(wanted, folded, least);
            if (edits < least)
            {
                (nearest, least) = (candidate, edits);
            }

            if (folded.Length >= LeastPrefix && wanted.Length >= LeastPrefix
                && (folded.StartsWith(wanted, StringComparison.Ordinal)
                    || wanted.StartsWith(folded, StringComparison.Ordinal)))
            {
                (longer, longerOnes) = (candidate, longerOnes + 1);
            }
        }

        return least == 0 ? nearest : longerOnes == 1 ? longer : nearest;
    }

    private static int MostEdits(int length) => length switch
    {
        <= 2 => 0,
        <= 4 => 1,
        <= 9 => 2,
        _ => 3,
    };

    private static string Fold(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    /// <summary>
    /// How many letters are to be put in, left out, changed or swapped with their neighbor (optimal string alignment);
    /// <paramref name="limit"/> when it is more.
    /// </summary>
    private static int Edits(string from, string to, int limit)
    {
        if (Math.Abs(from.Length - to.Length) >= limit)
        {
            return limit;
        }

        var (before, last, current) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var j = 0; j <= to.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var cost = from[i - 1] == to[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(last[j] + 1, current[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            (before, last, current) = (last, current, before);
        }

        return Math.Min(last[to.Length], limit);
    }
}
