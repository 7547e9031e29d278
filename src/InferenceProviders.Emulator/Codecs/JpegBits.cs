namespace InferenceProviders.Emulator.Codecs;

/// <summary>
/// The bits of a JPEG scan: stuffed zero bytes are taken out, restart markers are skipped on request.
/// </summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;
    private int _current;
    private int _left;

    public int Next()
    {
        if (_left == 0)
        {
            _current = NextByte();
            _left = 8;
        }

        _left--;
        return (_current >> _left) & 1;
    }

    /// <summary>A number of so many bits in the signed form of ITU-T T.81, F.2.2.1.</summary>
    public int NextSigned(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        var value = Next(count);
        return value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
    }

    public int Next(int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++)
        {
            value = (value << 1) | Next();
        }

        return value;
    }

    /// <summary>Goes on behind the restart marker.</summary>
    public void Restart()
    {
        _left = 0;
        while (_position + 1 < _data.Length
            && !(_data[_position] == 0xFF && _data[_position + 1] is >= 0xD0 and <= 0xD7))
        {
            _position++;
        }

        _position += 2;
    }

    private int NextByte()
    {
        if (_position >= _data.Length)
        {
            throw new InvalidDataException("The scan ends early.");
        }

        var value = _data[_position++];
        if (value == 0xFF)
        {
            if (_position >= _data.Length || _data[_position] != 0)
            {
                throw new InvalidDataException("A marker inside the scan.");
            }

            _position++;
        }

        return value;
    }
}
