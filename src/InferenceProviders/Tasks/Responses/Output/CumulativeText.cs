using System.Text;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// A text that comes in pieces, and then once or more as a whole. What was given out cannot be taken back; only the
/// rest is new.
/// </summary>
internal sealed class CumulativeText
{
    private readonly StringBuilder _text = new();

    public int Length => _text.Length;

    public void Append(string piece) => _text.Append(piece);

    /// <summary>
    /// What <paramref name="whole"/> has beyond the pieces; null when it has nothing, or is another text.
    /// </summary>
    public string? Complete(string whole)
    {
        if (whole.Length <= _text.Length || !StartsWith(whole))
        {
            return null;
        }

        var rest = whole[_text.Length..];
        _text.Append(rest);
        return rest;
    }

    public override string ToString() => _text.ToString();

    private bool StartsWith(string whole)
    {
        var position = 0;
        foreach (var chunk in _text.GetChunks())
        {
            if (!whole.AsSpan(position, chunk.Length).SequenceEqual(chunk.Span))
            {
                return false;
            }

            position += chunk.Length;
        }

        return true;
    }
}
