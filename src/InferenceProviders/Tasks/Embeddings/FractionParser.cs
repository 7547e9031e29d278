using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>
/// Parses the numbers that vectors consist of, in half the time of <see cref="FloatParser"/>, which takes all others: a
/// digit, a point, at most 24 digits, and no exponent. The end of the digits is found in 32 bytes at once, and the
/// digits are read backwards from there, 16 and 8 at a time; what stands before them is masked out. No branch depends
/// on the number, other than on how many digits a server writes.
/// </summary>
internal static class FractionParser
{
    /// <summary>What is read before a number, at most.</summary>
    private const int Before = 24;

    /// <summary>What is read from the beginning of a number on: a sign, a digit and a point, and 32 bytes.</summary>
    private const int Behind = 3 + 32;

    private const int MaxDigits = 24;

    /// <summary>With so many, a digit before the point fits into 64 bits as well.</summary>
    private const int MaxDigitsBehindWhole = 17;

    private const ulong MaxUpperDigits = 99;

    private static readonly double[] Powers =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
            1e20, 1e21, 1e22, 1e23, 1e24];

    private static readonly ulong[] Wholes =
    [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
            100_000_000_000, 1_000_000_000_000, 10_000_000_000_000,
        100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
    ];

    /// <summary>The lower halves of the last bytes of a word, of none to all eight.</summary>
    private static readonly ulong[] LastBytes =
    [
        0, 0x0F00_0000_0000_0000, 0x0F0F_0000_0000_0000, 0x0F0F_0F00_0000_0000, 0x0F0F_0F0F_0000_0000,
            0x0F0F_0F0F_0F00_0000, 0x0F0F_0F0F_0F0F_0000, 0x0F0F_0F0F_0F0F_0F00,
        0x0F0F_0F0F_0F0F_0F0F,
    ];

    private static readonly Vector128<byte> Places = Vector128.Create(
        (byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

    /// <summary>Parses the number at a place in JSON.</summary>
    /// <returns>
    /// The place behind it; 0 when the number is of another form, or too near to either end of the text.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Parse(ReadOnlySpan<byte> json, int start, out float value)
    {
        value = 0;
        // The bytes of a vector are taken as words, whose order is the processor's.
        if (!BitConverter.IsLittleEndian || start < Before || json.Length - start < Behind)
        {
            return 0;
        }

        var sign = json[start] == '-' ? 1 : 0;
        var fraction = start + sign + 2;
        var whole = (uint)(json[fraction - 2] - '0');
        if (whole > 9 || json[fraction - 1] != '.')
        {
            return 0;
        }

        var distances = Vector256.Create(json.Slice(fraction, Vector256<byte>.Count)) - Vector256.Create((byte)'0');
        var count = BitOperations.TrailingZeroCount(
            Vector256.GreaterThan(distances, Vector256.Create((byte)9)).ExtractMostSignificantBits());
        if ((uint)(count - 1) >= MaxDigits || (json[fraction + count] | 0x20) == 'e')
        {
            return 0;
        }

        var end = fraction + count;
        var last = Vector128.Create(json.Slice(end - 16, 16)) & Vector128.Create((byte)0xF);
        ulong digits;
        if (count >= 16)
        {
            var first = Number(BinaryPrimitives.ReadUInt64LittleEndian(json[(end - 24)..]) & LastBytes[count - 16]);
            if (first > MaxUpperDigits || (whole > 0 && count > MaxDigitsBehindWhole))
            {
                return 0;
            }

            digits = first * 10_000_000_000_000_000 + Number(last);
        }
        else
        {
            digits = Number(last & Vector128.GreaterThanOrEqual(Places, Vector128.Create((byte)(16 - count))));
        }

        digits += whole * Wholes[Math.Min(count, MaxDigitsBehindWhole)];
        return FloatParser.Round((long)digits / Powers[count], sign, out value) ? end : 0;
    }

    /// <summary>
    /// The number that sixteen digits stand for, the first one in the lowest byte: neighbours are joined to pairs,
    /// pairs to fours, these to eights, and these to the whole.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Number(Vector128<byte> digits)
    {
        if (!Sse41.IsSupported)
        {
            var halves = digits.AsUInt64();
            return Number(halves[0]) * 100_000_000 + Number(halves[1]);
        }

        var pairs = Ssse3.MultiplyAddAdjacent(
            digits, Vector128.Create((sbyte)10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
        var fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create((short)100, 1, 100, 1, 100, 1, 100, 1));
        var narrow = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        var eights = Sse2.MultiplyAddAdjacent(
            narrow, Vector128.Create((short)10_000, 1, 10_000, 1, 10_000, 1, 10_000, 1)).AsUInt64().ToScalar();
        return (eights & uint.MaxValue) * 100_000_000 + (eights >> 32);
    }

    /// <summary>The same for eight digits, in one word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Number(ulong digits)
    {
        const ulong Pair = 0x0000_00FF_0000_00FF;
        digits = digits * 10 + (digits >> 8);
        return (((digits & Pair) * 0x000F_4240_0000_0064) + (((digits >> 16) & Pair) * 0x0000_2710_0000_0001)) >> 32;
    }
}
