using System.Buffers.Text;
using System.Text;
using InferenceProviders.Transport;

namespace InferenceProviders.Media;

/// <summary>
/// Takes files out of JSON while it arrives: a long string of base64, with or without <c>data:…;base64,</c> before it,
/// is decoded into its place at once, so that a file is in memory once, and neither as base64 nor as text. All other
/// bytes stay as they are; so does base64 that would not come back the same (spaces or escapes in it, no padding).
/// </summary>
/// <param name="files">Gets the files.</param>
/// <param name="declared">How long the body is, when that is known.</param>
internal sealed class InlineFileReader(InlineFiles files, long? declared) : IPartReader<InlineFileJson>
{
    /// <summary>Shorter strings are left alone: that costs little.</summary>
    private const int Shortest = 32 * 1024;

    private readonly List<InlineFileJson.Cut> _cuts = [];
    private readonly JsonBuffer _json = new();
    private readonly InlineFileBuffer _buffer = new(declared);

    // Of base64, what is not decoded yet: never nothing, because the end needs other care.
    private readonly byte[] _held = new byte[4];
    private int _holds;

    private bool _isInString;
    private bool _isEscaped;

    // Where the string began, or the base64 in it.
    private int _start;
    private Form _form;

    private enum Form
    {
        /// <summary>Too short so far.</summary>
        Undecided,

        /// <summary>It is text.</summary>
        Text,

        /// <summary>It is being decoded.</summary>
        File,
    }

    public int Read(ReadOnlySpan<byte> utf8, bool isLast)
    {
        for (var rest = utf8; !rest.IsEmpty;)
        {
            rest = rest[(_isInString ? ReadString(rest) : ReadOutside(rest))..];
        }

        _buffer.Read += utf8.Length;
        return utf8.Length;
    }

    public InlineFileJson Finish()
    {
        if (_form == Form.File)
        {
            // It broke off.
            PutBack([]);
        }

        return new InlineFileJson(_json.Written, _cuts);
    }

    private int ReadOutside(ReadOnlySpan<byte> rest)
    {
        var quote = rest.IndexOf((byte)'"');
        var count = quote < 0 ? rest.Length : quote + 1;
        _json.Write(rest[..count]);
        if (quote >= 0)
        {
            (_isInString, _form, _start) = (true, Form.Undecided, _json.Length);
        }

        return count;
    }

    private int ReadString(ReadOnlySpan<byte> rest)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
            _json.Write(rest[..1]);
            return 1;
        }

        var end = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end != 0)
        {
            return ReadText(end < 0 ? rest : rest[..end]);
        }

        if (rest[0] == (byte)'"')
        {
            Close();
            _isInString = false;
        }
        else
        {
            if (_form == Form.File)
            {
                PutBack([]);
            }

            (_isEscaped, _form) = (true, Form.Text);
        }

        _json.Write(rest[..1]);
        return 1;
    }

    /// <returns>How much of it was taken: not more than is needed to see what it is.</returns>
    private int ReadText(ReadOnlySpan<byte> text)
    {
        switch (_form)
        {
            case Form.Undecided:
                var count = Math.Min(text.Length, Shortest - (_json.Length - _start));
                _json.Write(text[..count]);
                if (_json.Length - _start == Shortest)
                {
                    Decide();
                }

                return count;

            case Form.File when !Decode(text):
                // It has put back what it had.
                break;

            case Form.Text:
                _json.Write(text);
                break;
        }

        return text.Length;
    }

    private void Decide()
    {
        var text = _json.Written.Span[_start..];
        var start = 0;
        if (text.StartsWith("data:"u8))
        {
            var comma = text.IndexOf((byte)',');
            start = comma >= 0 && text[..comma].EndsWith(";base64"u8) ? comma + 1 : -1;
        }

        if (start < 0 || !Base64.IsValid(text[start..^((text.Length - start) % 4)]))
        {
            _form = Form.Text;
            return;
        }

        _form = Form.File;
        _holds = 0;
        _start += start;
        _buffer.Begin();
        var base64 = text[start..].ToArray();
        _json.Length = _start;
        Decode(base64);
    }

    /// <returns>False when it is no base64; then everything is text again.</returns>
    private bool Decode(ReadOnlySpan<byte> base64)
    {
        var rest = base64;
        while (_holds < _held.Length && !rest.IsEmpty)
        {
            _held[_holds++] = rest[0];
            rest = rest[1..];
        }

        if (rest.IsEmpty)
        {
            return true;
        }

        // Something follows the four bytes that are held: they are not the last ones.
        if (!_buffer.Decode(_held, isLast: false))
        {
            PutBack(rest);
            return false;
        }

        _holds = 0;
        var whole = (rest.Length - 1) / _held.Length * _held.Length;
        if (!_buffer.Decode(rest[..whole], isLast: false))
        {
            PutBack(rest);
            return false;
        }

        foreach (var one in rest[whole..])
        {
            _held[_holds++] = one;
        }

        return true;
    }

    private void Close()
    {
        if (_form != Form.File)
        {
            return;
        }

        if (_holds != _held.Length || !_buffer.Decode(_held, isLast: true))
        {
            PutBack([]);
            return;
        }

        var file = _buffer.End();
        var name = Encoding.ASCII.GetBytes(files.Add(file));
        _cuts.Add(new(_json.Length, name.Length, file));
        _json.Write(name);
        _form = Form.Undecided;
    }

    /// <summary>What was decoded becomes text again, with what is held and what follows.</summary>
    private void PutBack(ReadOnlySpan<byte> following)
    {
        var decoded = _buffer.Current;
        Base64.EncodeToUtf8(
            decoded, _json.Free(Base64.GetMaxEncodedToUtf8Length(decoded.Length)), out _, out var written);
        _json.Length += written;
        _json.Write(_held.AsSpan(0, _holds));
        _json.Write(following);
        _buffer.Drop();
        _form = Form.Text;
    }

    /// <summary>The JSON, which can be shortened.</summary>
    private sealed class JsonBuffer
    {
        private byte[] _bytes = new byte[4096];

        public int Length { get; set; }

        public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

        public void Write(ReadOnlySpan<byte> piece)
        {
            piece.CopyTo(Free(piece.Length));
            Length += piece.Length;
        }

        public Span<byte> Free(int count)
        {
            if (count > _bytes.Length - Length)
            {
                var larger = (int)Math.Min(Math.Max(Length + (long)count, _bytes.Length * 2L), Array.MaxLength);
                Array.Resize(ref _bytes, larger);
            }

            return _bytes.AsSpan(Length);
        }
    }
}
