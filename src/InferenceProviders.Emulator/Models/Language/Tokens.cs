using System.Text;

namespace InferenceProviders.Emulator.Models.Language;

/// <summary>
/// A simple tokenizer: words with the space before them, in pieces of eight letters; every other character by itself.
/// </summary>
internal static class Tokens
{
    private const int LongestPiece = 8;

    /// <summary>The pieces; joined, they are the text.</summary>
    public static List<string> Split(string text)
    {
        var pieces = new List<string>((text.Length / 4) + 1);
        for (var i = 0; i < text.Length;)
        {
            var end = End(text, i);
            pieces.Add(text[i..end]);
            i = end;
        }

        return pieces;
    }

    public static int Count(string text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i = End(text, i))
        {
            count++;
        }

        return count;
    }

    private static int End(string text, int start)
    {
        var i = start;
        if (text[i] == ' ' && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]))
        {
            i++;
        }

        if (!char.IsLetterOrDigit(text[i]))
        {
            // A surrogate pair is one character on the wire; half of it would not survive as UTF-8.
            return Rune.TryGetRuneAt(text, i, out var rune) ? i + rune.Utf16SequenceLength : i + 1;
        }

        var first = i;
        while (i < text.Length && i - first < LongestPiece && char.IsLetterOrDigit(text[i]))
        {
            i++;
        }

        return i;
    }
}
