namespace InferenceProviders.Emulator.Codecs;

/// <summary>A Huffman table of a JPEG image (ITU-T T.81, annex C).</summary>
internal sealed class HuffmanTable
{
    private readonly Dictionary<(int Length, int Code), byte> _values = [];

    /// <param name="counts">How many codes there are of each length from 1 to 16.</param>
    /// <param name="values">Their values in order.</param>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        var code = 0;
        var next = 0;
        for (var length = 1; length <= 16; length++)
        {
            for (var i = 0; i < counts[length - 1]; i++)
            {
                _values[(length, code++)] = values[next++];
            }

            code <<= 1;
        }
    }

    public int Decode(ref JpegBits bits)
    {
        var code = 0;
        for (var length = 1; length <= 16; length++)
        {
            code = (code << 1) | bits.Next();
            if (_values.TryGetValue((length, code), out var value))
            {
                return value;
            }
        }

        throw new InvalidDataException("Not a Huffman code.");
    }
}
