using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using InferenceProviders.Media;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Generation;

/// <summary>How a provider wants a file inside JSON.</summary>
internal enum InputForm
{
    /// <summary><c>data:image/png;base64,…</c></summary>
    DataUrl,

    /// <summary>Base64 alone.</summary>
    Base64,
}

/// <summary>
/// A caller's file on its way into a JSON body: a URL as it is, or bytes, encoded straight into the body.
/// </summary>
internal sealed class InputMedia : IJsonWritable
{
    // A multiple of 3, so that only the last piece is padded.
    private const int Piece = 48 * 1024;

    private readonly Uri? _uri;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string? _prefix;

    public InputMedia(Uri uri) => _uri = uri;

    public InputMedia(MediaBytes media, InputForm form, string fallbackType)
    {
        _bytes = media.Bytes;
        _prefix = form == InputForm.DataUrl ? $"data:{media.MediaType ?? fallbackType};base64," : null;
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        if (_uri is not null)
        {
            writer.WriteStringValue(_uri.AbsoluteUri);
            return;
        }

        var encoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Piece));
        if (_prefix is not null)
        {
            writer.WriteStringValueSegment(Encoding.ASCII.GetBytes(_prefix), isFinalSegment: false);
        }

        for (var rest = _bytes.Span; ;)
        {
            var isLast = rest.Length <= Piece;
            Base64.EncodeToUtf8(isLast ? rest : rest[..Piece], encoded, out _, out var written);
            writer.WriteStringValueSegment(encoded.AsSpan(0, written), isLast);
            if (isLast)
            {
                break;
            }

            rest = rest[Piece..];
        }

        ArrayPool<byte>.Shared.Return(encoded);
    }
}
