using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace InferenceProviders.Emulator.Models.Language;

/// <summary>
/// Vectors of texts: each word, and each run of three letters in it, pushes the vector a fixed way, so that texts with
/// words in common are near each other and others nearly at right angles. Words that are in every text count little. Of
/// length 1; the same text always has the same vector.
/// </summary>
internal static class Embedder
{
    public const int DefaultDimensions = 256;

    private static readonly FrozenSet<string> CommonWords = FrozenSet.Create(
        StringComparer.Ordinal, "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "i",
            "in", "is", "it", "my", "of", "on", "or", "that", "the", "this", "to", "was", "what", "with", "you");

    public static float[] Embed(string text, int dimensions = DefaultDimensions)
    {
        var sums = new double[dimensions];
        foreach (var word in Words(text))
        {
            var weight = CommonWords.Contains(word) ? 0.1 : 1;
            Push(sums, word, weight);
            var padded = $"<{word}>";
            for (var i = 0; i + 3 <= padded.Length; i++)
            {
                Push(sums, padded.Substring(i, 3), 0.4 * weight);
            }
        }

        var length = Math.Sqrt(sums.Sum(sum => sum * sum));
        if (length == 0)
        {
            sums[0] = length = 1;
        }

        return [.. sums.Select(sum => (float)(sum / length))];
    }

    public static double Similarity(string first, string second) =>
        Embed(first).Zip(Embed(second), (a, b) => (double)a * b).Sum();

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var character in text.Append(' '))
        {
            if (char.IsLetterOrDigit(character))
            {
                word.Append(char.ToLower(character, CultureInfo.InvariantCulture));
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
    }

    /// <summary>
    /// Two places and their directions follow from the hash (FNV-1a), so that chance collisions stay small.
    /// </summary>
    private static void Push(double[] sums, string feature, double weight)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in feature)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        for (var i = 0; i < 2; i++)
        {
            hash ^= hash >> 29;
            hash *= 0xBF58476D1CE4E5B9UL;
            sums[hash % (ulong)sums.Length] += (hash >> 60) % 2 == 0 ? weight : -weight;
        }
    }
}
