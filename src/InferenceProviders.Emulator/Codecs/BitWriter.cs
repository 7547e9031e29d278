using System.Numerics;
using InferenceProviders.Emulator.Models.Chat;

namespace InferenceProviders.Emulator.Codecs;

/// <summary>Writes the bit fields of a video stream (ITU-T H.264, 7.2 and 9.1).</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _current;
    private int _count;

    public void Bit(bool value) => Bits(value ? 1u : 0u, 1);

    public void Bits(uint value, int count)
    {
        for (var bit = count - 1; bit >= 0; bit--)
        {
            _current = (_current << 1) | (int)((value >> bit) & 1);
            if (++_count == 8)
            {
                _bytes.Add((byte)_current);
                _current = _count = 0;
            }
        }
    }

    /// <summary><c>ue(v)</c>: an Exp-Golomb code.</summary>
    public void Unsigned(uint value)
    {
        var length = BitOperations.Log2(value + 1);
        Bits(0, length);
        Bits(value + 1, length + 1);
    }

    /// <summary><c>se(v)</c></summary>
    public void Signed(int value) => Unsigned(value > 0 ? (uint)((value * 2) - 1) : (uint)(-value * 2));

    public void AlignWithZeros()
    {
        while (_count != 0)
        {
            Bit(false);
        }
    }

    /// <summary>Whole bytes, where the stream is aligned.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    /// <summary>The stop bit and zeros to the end of the byte.</summary>
    public byte[] Finish()
    {
        Bit(true);
        AlignWithZeros();
        return [.. _bytes];
    }
}
