using System.Buffers.Binary;
using System.IO.Compression;

namespace InferenceProviders.Emulator.Codecs;

/// <summary>Reads PNG images (ISO/IEC 15948): all color types, bit depths and interlacing.</summary>
internal sealed class PngReader
{
    private const int SignatureLength = 8;
    private const int MostPixels = 64 * 1024 * 1024;

    /// <summary>Adam7: first column, first row, column step, row step.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly int _width;
    private readonly int _height;
    private readonly int _depth;
    private readonly int _type;
    private readonly bool _interlaced;
    private readonly byte[] _palette;
    private readonly ColorTally _colours = new();

    private PngReader(ReadOnlySpan<byte> header, byte[] palette)
    {
        _width = BinaryPrimitives.ReadInt32BigEndian(header);
        _height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        _depth = header[8];
        _type = header[9];
        _interlaced = header[12] == 1;
        _palette = palette;
        if (_width <= 0 || _height <= 0 || (long)_width * _height > MostPixels
            || _depth is not (1 or 2 or 4 or 8 or 16) || _type is not (0 or 2 or 3 or 4 or 6))
        {
            throw new InvalidDataException("Not a PNG header.");
        }
    }

    private int Channels => _type switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    public static Picture Read(ReadOnlyMemory<byte> data)
    {
        byte[]? header = null;
        byte[] palette = [];
        using var pixels = new MemoryStream();
        for (var rest = data[SignatureLength..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest.Span);
            var name = rest.Span.Slice(4, 4);
            var content = rest.Slice(8, length);
            if (name.SequenceEqual("IHDR"u8))
            {
                header = content.ToArray();
            }
            else if (name.SequenceEqual("PLTE"u8))
            {
                palette = content.ToArray();
            }
            else if (name.SequenceEqual("IDAT"u8))
            {
                pixels.Write(content.Span);
            }

            rest = rest[(length + 12)..];
        }

        var reader = new PngReader(header ?? throw new InvalidDataException("No header."), palette);
        pixels.Position = 0;
        using var inflated = new ZLibStream(pixels, CompressionMode.Decompress);
        reader.ReadPixels(inflated);
        return new("PNG", reader._width, reader._height, reader._colours.Dominant);
    }

    private void ReadPixels(Stream pixels)
    {
        foreach (var (x, y, stepX, stepY) in _interlaced ? Passes : [(0, 0, 1, 1)])
        {
            var columns = (_width - x + stepX - 1) / stepX;
            var rows = (_height - y + stepY - 1) / stepY;
            if (columns > 0 && rows > 0)
            {
                ReadPass(pixels, columns, rows);
            }
        }
    }

    private void ReadPass(Stream pixels, int columns, int rows)
    {
        var bytesPerPixel = Math.Max(1, Channels * _depth / 8);
        var line = new byte[((columns * Channels * _depth) + 7) / 8];
        var above = new byte[line.Length];
        Span<byte> filter = stackalloc byte[1];
        for (var row = 0; row < rows; row++)
        {
            pixels.ReadExactly(filter);
            pixels.ReadExactly(line);
            Unfilter(filter[0], line, above, bytesPerPixel);
            for (var column = 0; column < columns; column++)
            {
                Count(line, column);
            }

            (line, above) = (above, line);
        }
    }

    private static void Unfilter(byte filter, byte[] line, byte[] above, int bytesPerPixel)
    {
        for (var i = 0; i < line.Length; i++)
        {
            int left = i >= bytesPerPixel ? line[i - bytesPerPixel] : 0;
            int up = above[i];
            int upLeft = i >= bytesPerPixel ? above[i - bytesPerPixel] : 0;
            line[i] += filter switch
            {
                0 => 0,
                1 => (byte)left,
                2 => (byte)up,
                3 => (byte)((left + up) / 2),
                4 => (byte)Paeth(left, up, upLeft),
                _ => throw new InvalidDataException("Unknown filter."),
            };
        }
    }

    private static int Paeth(int left, int up, int upLeft)
    {
        var estimate = left + up - upLeft;
        var (toLeft, toUp, toUpLeft) = (Math.Abs(estimate - left), Math.Abs(estimate - up),
            Math.Abs(estimate - upLeft));
        return toLeft <= toUp && toLeft <= toUpLeft ? left : toUp <= toUpLeft ? up : upLeft;
    }

    private void Count(byte[] line, int column)
    {
        switch (_type)
        {
            case 0:
                var grey = Sample(line, column) * 255 / ((1 << Math.Min(_depth, 8)) - 1);
                _colours.Add(grey, grey, grey);
                break;
            case 2:
                _colours.Add(Sample(line, column * 3), Sample(line, (column * 3) + 1), Sample(line, (column * 3) + 2));
                break;
            case 3:
                var entry = Sample(line, column) * 3;
                _colours.Add(_palette[entry], _palette[entry + 1], _palette[entry + 2]);
                break;
            case 4:
                var level = Sample(line, column * 2);
                _colours.Add(level, level, level, Sample(line, (column * 2) + 1));
                break;
            default:
                _colours.Add(
                    Sample(line, column * 4), Sample(line, (column * 4) + 1), Sample(line, (column * 4) + 2),
                    Sample(line, (column * 4) + 3));
                break;
        }
    }

    /// <summary>One sample; of 16 bits, the upper 8.</summary>
    private int Sample(byte[] line, int index)
    {
        if (_depth >= 8)
        {
            return line[index * _depth / 8];
        }

        var bit = index * _depth;
        return (line[bit / 8] >> (8 - _depth - (bit % 8))) & ((1 << _depth) - 1);
    }
}
