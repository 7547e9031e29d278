using System.Buffers.Binary;

namespace InferenceProviders.Emulator.Codecs;

/// <summary>
/// Reads the size and the colors of JPEG images (ITU-T T.81). For the colors the mean of each block is enough, so only
/// the DC coefficients are decoded, of the first scan: all of a baseline image, the coarsest of a progressive one.
/// </summary>
internal sealed class JpegReader(ReadOnlyMemory<byte> data)
{
    private readonly int[] _quantisation = new int[4];
    private readonly HuffmanTable?[] _dc = new HuffmanTable?[4];
    private readonly HuffmanTable?[] _ac = new HuffmanTable?[4];
    private readonly ColorTally _colours = new();
    private Component[] _components = [];
    private int _width;
    private int _height;
    private int _restartInterval;
    private bool _rgb;

    public Picture Read()
    {
        var position = 2;
        while (position + 4 <= data.Length)
        {
            var marker = data.Span[position + 1];
            if (data.Span[position] != 0xFF || marker == 0xFF)
            {
                position++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(data.Span[(position + 2)..]);
            var segment = data.Span.Slice(position + 4, length - 2);
            position += length + 2;
            if (marker == 0xDA)
            {
                ReadScan(segment, data.Span[position..]);
                break;
            }

            ReadSegment(marker, segment);
        }

        return _width > 0
            ? new("JPEG", _width, _height, _colours.Dominant)
            : throw new InvalidDataException("No frame.");
    }

    private void ReadSegment(byte marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2:
                ReadFrame(segment);
                break;
            case 0xC4:
                ReadHuffmanTables(segment);
                break;
            case 0xDB:
                ReadQuantisation(segment);
                break;
            case 0xDD:
                _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment);
                break;
            case 0xEE when segment.StartsWith("Adobe"u8):
                _rgb = segment[11] == 0;
                break;
        }
    }

    private void ReadFrame(ReadOnlySpan<byte> segment)
    {
        _height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        _width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        _components = new Component[segment[5]];
        for (var i = 0; i < _components.Length; i++)
        {
            var entry = segment.Slice(6 + (3 * i), 3);
            _components[i] = new(entry[0], entry[1] >> 4, entry[1] & 15, entry[2] & 3);
        }
    }

    private void ReadHuffmanTables(ReadOnlySpan<byte> segment)
    {
        while (!segment.IsEmpty)
        {
            var counts = segment.Slice(1, 16);
            var total = 0;
            foreach (var count in counts)
            {
                total += count;
            }

            (segment[0] >> 4 == 0 ? _dc : _ac)[segment[0] & 3] = new(counts, segment.Slice(17, total));
            segment = segment[(17 + total)..];
        }
    }

    private void ReadQuantisation(ReadOnlySpan<byte> segment)
    {
        while (!segment.IsEmpty)
        {
            var wide = segment[0] >> 4 != 0;
            _quantisation[segment[0] & 3] = wide ? BinaryPrimitives.ReadUInt16BigEndian(segment[1..]) : segment[1];
            segment = segment[(wide ? 129 : 65)..];
        }
    }

    private void ReadScan(ReadOnlySpan<byte> header, ReadOnlySpan<byte> entropy)
    {
        var scanned = new Component[header[0]];
        for (var i = 0; i < scanned.Length; i++)
        {
            var id = header[1 + (2 * i)];
            var tables = header[2 + (2 * i)];
            scanned[i] = Array.Find(_components, component => component.Id == id)
                ?? throw new InvalidDataException("A scan of an unknown component.");
            scanned[i].DcTable = _dc[(tables >> 4) & 3] ?? throw new InvalidDataException("No table.");
            scanned[i].AcTable = _ac[tables & 3];
        }

        var parameters = header[(1 + (2 * scanned.Length))..];
        var (lastCoefficient, shift) = (parameters[1], parameters[2] & 15);
        var (across, down) = Units(scanned);
        var bits = new JpegBits(entropy);
        for (var unit = 0; unit < across * down; unit++)
        {
            if (_restartInterval > 0 && unit > 0 && unit % _restartInterval == 0)
            {
                bits.Restart();
                Array.ForEach(scanned, component => component.Dc = 0);
            }

            foreach (var component in scanned)
            {
                ReadUnit(ref bits, component, scanned.Length == 1 ? 1
                    : component.Across * component.Down, lastCoefficient, shift);
            }

            Count(scanned);
        }
    }

    /// <summary>
    /// How many units the scan has: of one block when it has one component, else of all components' blocks.
    /// </summary>
    private (int Across, int Down) Units(Component[] scanned)
    {
        var (most, tallest) = (_components.Max(component => component.Across),
            _components.Max(component => component.Down));
        return scanned is [var only]
            ? (Ceiling(Ceiling(_width * only.Across, most), 8), Ceiling(Ceiling(_height * only.Down, tallest), 8))
            : (Ceiling(_width, 8 * most), Ceiling(_height, 8 * tallest));
    }

    private void ReadUnit(ref JpegBits bits, Component component, int blocks, int lastCoefficient, int shift)
    {
        var sum = 0;
        for (var block = 0; block < blocks; block++)
        {
            component.Dc += bits.NextSigned(component.DcTable!.Decode(ref bits));
            sum += component.Dc << shift;
            if (lastCoefficient > 0)
            {
                SkipAc(ref bits, component.AcTable ?? throw new InvalidDataException("No table."));
            }
        }

        component.Mean = 128 + (sum * _quantisation[component.Quantisation] / 8 / blocks);
    }

    private static void SkipAc(ref JpegBits bits, HuffmanTable table)
    {
        for (var k = 1; k < 64; k++)
        {
            var symbol = table.Decode(ref bits);
            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < 15)
            {
                return;
            }

            k += run;
            bits.Next(size);
        }
    }

    private void Count(Component[] scanned)
    {
        switch (scanned.Length)
        {
            case 1:
                _colours.Add(scanned[0].Mean, scanned[0].Mean, scanned[0].Mean);
                break;
            case 3 when _rgb:
                _colours.Add(scanned[0].Mean, scanned[1].Mean, scanned[2].Mean);
                break;
            case 3:
                double y = scanned[0].Mean;
                double cb = scanned[1].Mean - 128;
                double cr = scanned[2].Mean - 128;
                _colours.Add(
                    (int)(y + (1.402 * cr)), (int)(y - (0.344136 * cb) - (0.714136 * cr)), (int)(y + (1.772 * cb)));
                break;
        }
    }

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;

    private sealed class Component(int id, int across, int down, int quantisation)
    {
        public int Id => id;

        public int Across => across;

        public int Down => down;

        public int Quantisation => quantisation;

        public HuffmanTable? DcTable { get; set; }

        public HuffmanTable? AcTable { get; set; }

        public int Dc { get; set; }

        public int Mean { get; set; }
    }
}
