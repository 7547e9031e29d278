using System.Text;

namespace InferenceProviders.Media;

/// <summary>
/// The beginning and the end of a file that was sent. That is what there is to look for in a provider's words: those
/// that repeat a request shorten it, either behind its beginning or in its middle.
/// </summary>
internal sealed class MediaSample
{
    // A multiple of three, so that base64 of the beginning is the beginning of the file's. An error's words have at
    // most 600 characters.
    private const int Length = 768;

    private readonly byte[] _start;
    private readonly byte[] _end;

    public MediaSample(ReadOnlySpan<byte> file)
    {
        _start = file[..Math.Min(Length, file.Length)].ToArray();
        var end = Math.Max(0, file.Length - Length);
        _end = file[(end - (end % 3))..].ToArray();
    }

    /// <summary>Both, in base64 and as the text that they may be.</summary>
    public IEnumerable<string> Texts =>
        [Convert.ToBase64String(_start), Convert.ToBase64String(_end), Encoding.UTF8.GetString(_start),
        Encoding.UTF8.GetString(_end)];
}
