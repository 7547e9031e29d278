using System.Buffers.Text;

namespace InferenceProviders.Media;

/// <summary>
/// Base64 as answers have it: in either alphabet (RFC 4648, sections 4 and 5), with white space in it, and with or
/// without padding.
/// </summary>
internal static class Base64Text
{
    /// <summary>The bytes; null when the text is not base64.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((text.Length + 3) / 4 * 3);
        if (Convert.TryFromBase64Chars(text, bytes, out var written))
        {
            return written == bytes.Length ? bytes : bytes.AsSpan(0, written).ToArray();
        }

        // The second alphabet, in which padding is optional.
        var plain = text.ToString().Replace('+', '-').Replace('/', '_');
        return Base64Url.IsValid(plain) ? Base64Url.DecodeFromChars(plain) : null;
    }
}
