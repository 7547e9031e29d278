using System.Text;

namespace InferenceProviders.Shared;

/// <summary>
/// Takes a caller's text out of what a provider said about it: some repeat the request in their errors. Found are whole
/// texts of at least <see cref="ShortestText"/> characters, and pieces of <see cref="Piece"/> characters of longer
/// ones; white space does not count.
/// </summary>
internal static class PromptRedactor
{
    private const int ShortestText = 8;
    private const int Piece = 16;
    private const string Hidden = "[prompt]";

    /// <summary>The words without the texts; the same instance when none was in them.</summary>
    public static string Redact(string words, IEnumerable<string> texts)
    {
        bool[]? hidden = null;
        foreach (var text in texts)
        {
            if (text.Length < ShortestText)
            {
                continue;
            }

            var plain = OneLine(text);
            Mark(words, plain, plain.Length, ref hidden);
            if (plain.Length > Piece && words.Length >= Piece)
            {
                for (var i = 0; i + Piece <= words.Length; i++)
                {
                    if (plain.AsSpan().Contains(words.AsSpan(i, Piece), StringComparison.Ordinal))
                    {
                        (hidden ??= new bool[words.Length]).AsSpan(i, Piece).Fill(true);
                    }
                }
            }
        }

        return hidden is null ? words : Without(words, hidden);
    }

    private static void Mark(string words, string text, int length, ref bool[]? hidden)
    {
        for (var at = length < ShortestText
            ? -1
            : words.IndexOf(text, StringComparison.Ordinal); at >= 0; at = words.IndexOf(
                text, at + length, StringComparison.Ordinal))
        {
            (hidden ??= new bool[words.Length]).AsSpan(at, length).Fill(true);
        }
    }

    private static string Without(string words, bool[] hidden)
    {
        var clean = new StringBuilder(words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            if (!hidden[i])
            {
                clean.Append(words[i]);
            }
            else if (i == 0 || !hidden[i - 1])
            {
                clean.Append(Hidden);
            }
        }

        return clean.ToString();
    }

    /// <summary>What providers said is on one line already.</summary>
    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
