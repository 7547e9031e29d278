using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>
/// Parses a JSON number into the nearest <see cref="float"/>, bit for bit as the framework does, in about a quarter of
/// the time.
/// <para>
/// The digits are read as one whole number <c>w</c>, and the value is computed as the double <c>w / 10^k</c> or <c>w *
/// 10^k</c>. Three roundings are in it (of <c>w</c>, of the power and of the result), each by at most half a unit of
/// the last of a double's 53 bits, which together is at most three units of the result's. Rounding that double to a
/// float gives the float nearest to the true value, unless the midpoint between two floats lies between the two. A
/// midpoint is a double whose lower 29 bits are 1 followed by zeros. So where those bits are farther than
/// <see cref="Doubt"/> from that pattern, the result is exact; where they are not, and for numbers with more digits or
/// at the ends of the range, the framework parses the text.
/// </para>
/// </summary>
internal static class FloatParser
{
    private const int LowerBits = 29;
    private const ulong Midpoint = 1UL << (LowerBits - 1);
    private const ulong Doubt = 8;
    private const ulong Zeros = 0x3030_3030_3030_3030;
    private const ulong UpperHalves = 0xF0F0_F0F0_F0F0_F0F0;
    private const int MaxDigits = 18;
    private const int MaxPower = 40;

    // Between them every result is a normal float, and none is infinite.
    private const double Smallest = 1e-37;
    private const double Largest = 1e38;

    private static readonly ulong[] SmallPowers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000];

    private static readonly double[] Powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
            1e20,
        1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31, 1e32, 1e33, 1e34, 1e35, 1e36, 1e37, 1e38,
            1e39, 1e40,
    ];

    /// <summary>Parses the number at the beginning of a text.</summary>
    /// <param name="text">JSON, in UTF-8.</param>
    /// <param name="value">The number.</param>
    /// <returns>How many bytes it has; 0 when the text does not begin with a number that JSON allows.</returns>
    public static int Parse(ReadOnlySpan<byte> text, out float value)
    {
        value = 0;
        if (text.IsEmpty)
        {
            return 0;
        }

        // No branch depends on the sign, or on how many digits are left over from groups of eight: they are different
        // for every number, and a wrong guess of the processor costs as much as all else.
        var sign = text[0] == '-' ? 1 : 0;
        var at = sign;
        var whole = at;
        ulong digits = 0;
        if (!ReadFewDigits(text, ref at, ref digits) || (text[whole] == '0' && at > whole + 1))
        {
            return 0;
        }

        var count = text[whole] == '0' ? 0 : at - whole;
        var power = 0;
        if (at < text.Length && text[at] == '.')
        {
            var fraction = ++at;
            if (!ReadDigits(text, ref at, ref digits))
            {
                return 0;
            }

            power = fraction - at;
            count += at - fraction;
        }

        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            at++;
            if (!ReadExponent(text, ref at, ref power))
            {
                return 0;
            }
        }

        // More digits may not fit into 64 bits; zeros in front do not count.
        if (count > MaxDigits && count - LeadingZeros(text[whole..at]) > MaxDigits)
        {
            return ParseSlowly(text[..at], out value);
        }

        return Scale(digits, power, sign, out value) ? at : ParseSlowly(text[..at], out value);
    }

    /// <summary>Computes the number; false when the result may not be the nearest float.</summary>
    private static bool Scale(ulong digits, int power, int sign, out float value)
    {
        value = sign == 0 ? 0f : -0f;
        if (digits == 0)
        {
            return true;
        }

        if (power is < -MaxPower or > MaxPower)
        {
            return false;
        }

        // As a signed number, whose conversion is one instruction.
        double number = (long)digits;
        return Round(power < 0 ? number / Powers[-power] : number * Powers[power], sign, out value);
    }

    /// <summary>
    /// Rounds what was computed in three roundings; false when the result may not be the nearest float.
    /// </summary>
    /// <param name="number">The number without its sign.</param>
    /// <param name="sign">1 when it is negative.</param>
    /// <param name="value">The float.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Round(double number, int sign, out float value)
    {
        var distance = BitConverter.DoubleToUInt64Bits(number) % (1UL << LowerBits) - Midpoint + Doubt;
        value = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits((float)number) | (uint)sign << 31);
        return distance > 2 * Doubt && number is > Smallest and < Largest;
    }

    private static int ParseSlowly(ReadOnlySpan<byte> text, out float value) =>
        Utf8Parser.TryParse(text, out value, out int length) && length == text.Length ? length : 0;

    /// <summary>Appends a run of digits, eight at a time; false when there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ReadDigits(ReadOnlySpan<byte> text, ref int at, ref ulong digits)
    {
        var start = at;
        while (at + sizeof(ulong) <= text.Length)
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
            var others = Others(eight);
            if (others == 0)
            {
                digits = digits * 100_000_000 + FractionParser.Number(eight - Zeros);
                at += sizeof(ulong);
                continue;
            }

            var count = BitOperations.TrailingZeroCount(others) / 8;
            if (count > 0)
            {
                // The digits that there are, with zeros in front of them.
                digits = digits * SmallPowers[count]
                    + FractionParser.Number(((eight << (64 - 8 * count)) | (Zeros >> (8 * count))) - Zeros);
                at += count;
            }

            return at > start;
        }

        return ReadFewDigits(text, ref at, ref digits) || at > start;
    }

    /// <summary>Appends a run of digits that is mostly short; false when there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ReadFewDigits(ReadOnlySpan<byte> text, ref int at, ref ulong digits)
    {
        var start = at;
        while (at < text.Length && (uint)(text[at] - '0') is <= 9 and var digit)
        {
            digits = digits * 10 + digit;
            at++;
        }

        return at > start;
    }

    /// <summary>
    /// Adds the exponent to the power. One that is out of all bounds makes the power so large that the framework is
    /// asked.
    /// </summary>
    private static bool ReadExponent(ReadOnlySpan<byte> text, ref int at, ref int power)
    {
        var isNegative = at < text.Length && text[at] == '-';
        if (isNegative || (at < text.Length && text[at] == '+'))
        {
            at++;
        }

        var start = at;
        var exponent = 0;
        while (at < text.Length && (uint)(text[at] - '0') is <= 9 and var digit)
        {
            exponent = Math.Min(exponent * 10 + (int)digit, 100_000);
            at++;
        }

        power += isNegative ? -exponent : exponent;
        return at > start;
    }

    private static int LeadingZeros(ReadOnlySpan<byte> number)
    {
        var zeros = 0;
        foreach (var character in number)
        {
            if (character == '0')
            {
                zeros++;
            }
            else if (character != '.')
            {
                break;
            }
        }

        return zeros;
    }

    /// <summary>
    /// Zero when eight bytes are all between '0' and '9': their upper halves are 3, and stay so when 6 is added.
    /// Otherwise the lowest bit that is set is in the first byte that is none of these; what the addition carries over
    /// from that makes a difference only behind it.
    /// </summary>
    private static ulong Others(ulong eight) =>
        ((eight & UpperHalves) ^ Zeros) | (((eight + 0x0606_0606_0606_0606) & UpperHalves) ^ Zeros);
}
