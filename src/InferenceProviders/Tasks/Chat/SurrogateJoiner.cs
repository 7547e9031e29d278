using System.Text;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Holds back the first half of a character at the end of a piece of text until its second half comes; a half that
/// stays alone becomes U+FFFD.
/// </summary>
internal struct SurrogateJoiner
{
    private char _high;

    public string Push(string piece)
    {
        if (piece.Length == 0 || (_high == 0 && !EndsInHalf(piece) && !char.IsLowSurrogate(piece[0])))
        {
            return piece;
        }

        var all = _high == 0 ? piece : _high + piece;
        _high = EndsInHalf(all) ? all[^1] : '\0';
        return Whole(_high == 0 ? all : all[..^1]);
    }

    /// <summary>What was held back when the text ended.</summary>
    public string Finish()
    {
        var alone = _high != 0;
        _high = '\0';
        return alone ? "\uFFFD" : "";
    }

    private static bool EndsInHalf(string text) => char.IsHighSurrogate(text[^1]);

    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
