using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace InferenceProviders.Transport;

/// <summary>
/// Writes long strings in a fraction of the time that <see cref="Utf8JsonWriter"/> takes for those with line ends, quotes or letters outside ASCII: the text between characters
/// that JSON forbids is converted to UTF-8 as a whole, and only those characters are escaped. To a reader of JSON the result is the same.
/// </summary>
internal static class JsonStrings
{
    /// <summary>For shorter ones the writer is as fast.</summary>
    private const int Long = 64;

    /// <summary>For longer ones the buffer would be too large to be kept.</summary>
    private const int TooLong = 1 << 20;

    private const int LongestEscape = 6;
    private const int LongestCharacter = 3;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(control => (char)control), '"', '\\']);

    public static void WriteText(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string text)
    {
        writer.WritePropertyName(name);
        WriteTextValue(writer, text);
    }

    public static void WriteTextValue(this Utf8JsonWriter writer, string text)
    {
        if (text.Length is < Long or > TooLong)
        {
            writer.WriteStringValue(text);
            return;
        }

        // Room for what the text has for sure, and for half as much again; a text that needs more gets it on the way.
        var buffer = ArrayPool<byte>.Shared.Rent(text.Length + text.Length / 2 + LongestEscape);
        var written = 0;
        buffer[written++] = (byte)'"';
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var allowed = rest.IndexOfAny(Forbidden);
            allowed = allowed < 0 ? rest.Length : allowed;
            while (allowed > 0)
            {
                // A character that is cut in half becomes U+FFFD, as with the writer.
                Utf8.FromUtf16(rest[..allowed], buffer.AsSpan(written), out var read, out var bytes);
                written += bytes;
                rest = rest[read..];
                allowed -= read;
                if (allowed > 0)
                {
                    Grow(ref buffer, written, allowed * LongestCharacter);
                }
            }

            if (!rest.IsEmpty)
            {
                if (buffer.Length - written < LongestEscape + 1)
                {
                    Grow(ref buffer, written, rest.Length + LongestEscape + 1);
                }

                written += Escape(rest[0], buffer.AsSpan(written));
                rest = rest[1..];
            }
        }

        if (written == buffer.Length)
        {
            Grow(ref buffer, written, 1);
        }

        buffer[written++] = (byte)'"';
        writer.WriteRawValue(buffer.AsSpan(0, written), skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Writes bytes as a data URL, without making a string of it.</summary>
    public static void WriteDataUrlValue(this Utf8JsonWriter writer, string mediaType, ReadOnlySpan<byte> data)
    {
        var size = (long)mediaType.Length * LongestEscape + Base64.GetMaxEncodedToUtf8Length(data.Length) + 32;
        if (size > Array.MaxLength)
        {
            throw new InferenceException(InferenceErrorKind.InvalidRequest, $"The media of {data.Length} bytes is too large for a data URL. Send it by URL.");
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)size);
        var written = Copy("\"data:"u8, buffer, 0);
        foreach (var character in mediaType)
        {
            written += character is >= ' ' and < '\x7F' and not ('"' or '\\') ? Copy([(byte)character], buffer, written) : Escape(character, buffer.AsSpan(written));
        }

        written += Copy(";base64,"u8, buffer, written);
        Base64.EncodeToUtf8(data, buffer.AsSpan(written), out _, out var bytes);
        written += bytes;
        buffer[written++] = (byte)'"';
        writer.WriteRawValue(buffer.AsSpan(0, written), skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static int Copy(ReadOnlySpan<byte> bytes, byte[] buffer, int at)
    {
        bytes.CopyTo(buffer.AsSpan(at));
        return bytes.Length;
    }

    private static void Grow(ref byte[] buffer, int written, int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, written + needed));
        buffer.AsSpan(0, written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private static int Escape(char character, Span<byte> output)
    {
        output[0] = (byte)'\\';
        var letter = character switch
        {
            '"' => '"',
            '\\' => '\\',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\b' => 'b',
            '\f' => 'f',
            _ => 'u',
        };
        output[1] = (byte)letter;
        if (letter != 'u')
        {
            return 2;
        }

        const string Digits = "0123456789abcdef";
        for (var i = 0; i < 4; i++)
        {
            output[2 + i] = (byte)Digits[(character >> (12 - 4 * i)) & 0xF];
        }

        return LongestEscape;
    }
}
