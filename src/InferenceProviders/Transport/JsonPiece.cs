using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace InferenceProviders.Transport;

/// <summary>
/// JSON that is put together by hand and given to a <see cref="Utf8JsonWriter"/> as one value. Text with line ends,
/// quotes or letters outside ASCII is written in a fraction of the time that the writer takes: what stands between
/// characters that JSON forbids is converted to UTF-8 as a whole, and only those characters are escaped. To a reader of
/// JSON the result is the same.
/// </summary>
internal ref struct JsonPiece : IDisposable
{
    /// <summary>The most bytes that a character can have when it is escaped.</summary>
    public const int LongestEscape = 6;

    private const int LongestCharacter = 3;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f"
            + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\");

    private byte[] _buffer;

    public JsonPiece(int capacity)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    }

    public int Length { get; private set; }

    /// <summary>Adds JSON as it is.</summary>
    public void Add(ReadOnlySpan<byte> json)
    {
        Reserve(json.Length);
        json.CopyTo(_buffer.AsSpan(Length));
        Length += json.Length;
    }

    /// <summary>Adds text between quotes.</summary>
    public void AddString(ReadOnlySpan<char> text)
    {
        // Room for what the text has for sure, and for half as much again; a text that needs more gets it on the way.
        Reserve(text.Length + text.Length / 2 + 2);
        _buffer[Length++] = (byte)'"';
        AddEscaped(text);
        Reserve(1);
        _buffer[Length++] = (byte)'"';
    }

    /// <summary>Adds text that stands between quotes.</summary>
    public void AddEscaped(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var allowed = text.IndexOfAny(Forbidden);
            allowed = allowed < 0 ? text.Length : allowed;
            while (allowed > 0)
            {
                // A character that is cut in half becomes U+FFFD, as with the writer.
                Utf8.FromUtf16(text[..allowed], _buffer.AsSpan(Length), out var read, out var bytes);
                Length += bytes;
                text = text[read..];
                allowed -= read;
                if (allowed > 0)
                {
                    Reserve(allowed * LongestCharacter);
                }
            }

            if (!text.IsEmpty)
            {
                Reserve(LongestEscape);
                Length += Escape(text[0], _buffer.AsSpan(Length));
                text = text[1..];
            }
        }
    }

    /// <summary>Writes what was added as one value, and begins anew.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteRawValue(_buffer.AsSpan(0, Length), skipInputValidation: true);
        Length = 0;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void Reserve(int count)
    {
        if (_buffer.Length - Length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + count));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
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
