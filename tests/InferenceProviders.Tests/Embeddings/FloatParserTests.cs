using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using InferenceProviders.Tasks.Embeddings;

namespace InferenceProviders.Tests.Embeddings;

/// <summary>Every number must have the bits that the framework gives it.</summary>
public class FloatParserTests
{
    private const string Around = ",-9.87654321098765432109876543210,0.1";

    [Fact]
    public void Random_floats_in_every_form_have_the_frameworks_bits()
    {
        var random = new Random(20_251_121);
        for (var i = 0; i < 600_000; i++)
        {
            var number = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (!float.IsFinite(number))
            {
                continue;
            }

            Check(number.ToString("R", CultureInfo.InvariantCulture));
            Check(((double)number).ToString("R", CultureInfo.InvariantCulture));
            Check(((double)number).ToString("E16", CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Random_numbers_of_the_size_of_embeddings_have_the_frameworks_bits()
    {
        var random = new Random(1);
        for (var i = 0; i < 1_000_000; i++)
        {
            var number = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 4));
            Check(number.ToString("R", CultureInfo.InvariantCulture));
            Check(number.ToString($"F{random.Next(1, 28)}", CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Random_digits_have_the_frameworks_bits()
    {
        var random = new Random(2);
        var text = new StringBuilder();
        for (var i = 0; i < 500_000; i++)
        {
            text.Clear().Append(random.Next(2) == 0 ? "-" : "").Append(random.Next(1, 10));
            Digits(random.Next(24));
            if (random.Next(4) > 0)
            {
                text.Append('.');
                Digits(random.Next(1, 28));
            }

            if (random.Next(2) == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"e{random.Next(-60, 45)}");
            }

            Check(text.ToString());
        }

        void Digits(int count)
        {
            for (var j = 0; j < count; j++)
            {
                text.Append((char)('0' + random.Next(10)));
            }
        }
    }

    /// <summary>
    /// The hardest numbers: halfway between two floats, and as close to that as so many digits can be.
    /// </summary>
    [Fact]
    public void Numbers_at_and_beside_the_middle_between_two_floats_have_the_frameworks_bits()
    {
        var random = new Random(3);
        for (var i = 0; i < 200_000; i++)
        {
            var lower = BitConverter.Int32BitsToSingle(random.Next(1, 0x7F7F_FFFE));
            var middle = ((double)lower
                + BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(lower) + 1)) / 2;
            for (var step = -12; step <= 12; step += step is > -10 and < 9 ? 1 : 2)
            {
                Check(
                    BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(middle) + step)
                    .ToString("R", CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>
    /// All digits of the middle, which no double can hold beside it, and the same with one more digit behind or one
    /// less at the end.
    /// </summary>
    [Fact]
    public void The_exact_digits_of_the_middle_have_the_frameworks_bits()
    {
        var random = new Random(4);
        for (var i = 0; i < 20_000; i++)
        {
            var lower = (float)((random.NextDouble() + 0.5) * Math.Pow(2, random.Next(-10, 10)));
            var middle = ((double)lower + MathF.BitIncrement(lower)) / 2;
            var digits = ((decimal)middle).ToString(CultureInfo.InvariantCulture);
            Check(digits);
            Check(digits + "00000000000001");
            Check(digits[..^1] + (char)(digits[^1] - 1) + "99999999999999");
            Check(digits[..Math.Min(digits.Length, 19)]);
        }
    }

    [Fact]
    public void The_ends_of_the_range_have_the_frameworks_bits()
    {
        foreach (var exponent in Enumerable.Range(-60, 110))
        {
            foreach (var digits in new[] { "1", "9", "1.17549435", "1.1754943508222875", "3.4028235",
                "3.4028234663852886", "3.40282357", "7.006492321624085", "1.401298464324817", "0.7",
                "999999999999999999" })
            {
                Check($"{digits}e{exponent}");
                Check($"-{digits}E{exponent:+0;-0}");
            }
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("0.0")]
    [InlineData("-0.0")]
    [InlineData("0e5")]
    [InlineData("-0.000e-99")]
    [InlineData("0.00000000000000000000000000000000000000000000000000000001")]
    [InlineData("0.000000000000000000000000000000012345678901234567890123")]
    [InlineData("100000000000000000000000000000000000000")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1e-400")]
    [InlineData("1e99999999999999999999")]
    [InlineData("123456789")]
    [InlineData("12345678")]
    [InlineData("1234567")]
    [InlineData("-8.0e-05")]
    [InlineData("16777217")]
    [InlineData("16777219.0")]
    public void Forms_at_the_edge_have_the_frameworks_bits(string text) => Check(text);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("01")]
    [InlineData("-01")]
    [InlineData("00")]
    [InlineData("1.")]
    [InlineData("1.e5")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("+1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("null")]
    [InlineData("--1")]
    [InlineData("\"1\"")]
    public void What_JSON_does_not_allow_is_not_a_number(string text) =>
        Assert.Equal(0, FloatParser.Parse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("1.5,2", 3)]
    [InlineData("12345678]", 8)]
    [InlineData("0.25 ", 4)]
    [InlineData("1e5}", 3)]
    public void It_ends_where_the_number_ends(string text, int length) =>
        Assert.Equal(length, FloatParser.Parse(Encoding.UTF8.GetBytes(text), out _));

    /// <summary>
    /// As the parser of vectors sees it: with other numbers before and behind. It may leave the number to the other
    /// parser, but what it gives must be right.
    /// </summary>
    [Theory]
    [InlineData("0.5", 1)]
    [InlineData("-0.12345678", 1)]
    [InlineData("0.018345922231674194", 1)]
    [InlineData("-9.99999999999999999", 1)]
    [InlineData("1.000000000000000000", 0)]
    [InlineData("0.123456789012345678901234", 0)]
    [InlineData("0.000000123456789012345678", 1)]
    [InlineData("0.0", 0)]
    [InlineData("1e-5", 0)]
    [InlineData("1.5e-05", 0)]
    [InlineData("12.5", 0)]
    [InlineData("0.1234567890123456789012345", 0)]
    public void The_usual_numbers_of_vectors_are_parsed_at_once(string text, int times)
    {
        var json = Encoding.UTF8.GetBytes($"{Around}{text}{Around}");

        var end = FractionParser.Parse(json, Around.Length, out _);

        Assert.Equal(times * (Around.Length + text.Length), end);
    }

    [Fact]
    public void Sixteen_digits_are_a_number_with_and_without_the_processors_instructions()
    {
        var random = new Random(5);
        for (var i = 0; i < 10_000; i++)
        {
            var number = random.NextInt64(10_000_000_000_000_000) / (long)Math.Pow(10, random.Next(16));
            var digits = Encoding.UTF8.GetBytes(number.ToString("D16", CultureInfo.InvariantCulture))
                .Select(digit => (byte)(digit - '0')).ToArray();

            Assert.Equal((ulong)number, FractionParser.Number(Vector128.Create(digits)));
            Assert.Equal(
                (ulong)number,
                FractionParser.Number(BinaryPrimitives.ReadUInt64LittleEndian(digits)) * 100_000_000
                + FractionParser.Number(BinaryPrimitives.ReadUInt64LittleEndian(digits.AsSpan(8))));
        }
    }

    private static void Check(string text)
    {
        Span<byte> utf8 = stackalloc byte[256];
        utf8 = utf8[..Encoding.UTF8.GetBytes(text, utf8)];
        var length = FloatParser.Parse(utf8, out var value);
        var expected = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (length != text.Length || BitConverter.SingleToInt32Bits(value) != BitConverter.SingleToInt32Bits(expected))
        {
            Assert.Fail($"{text}: {value:R} of {length} characters, not {expected:R} of {text.Length}");
        }

        Span<byte> json = stackalloc byte[256];
        json = json[..Encoding.UTF8.GetBytes($"{Around}{text}{Around}", json)];
        var end = FractionParser.Parse(json, Around.Length, out value);
        if (end != 0
            && (end != Around.Length + text.Length
            || BitConverter.SingleToInt32Bits(value) != BitConverter.SingleToInt32Bits(expected)))
        {
            Assert.Fail(
                $"{text} among others: {value:R} of {end - Around.Length} characters, not {expected:R} "
                + $"of {text.Length}");
        }
    }
}
