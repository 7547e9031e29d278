using System.Buffers;
using System.Text.Json;

namespace InferenceProviders.Tasks.Chat;

/// <summary>What the value of a slot is for.</summary>
internal enum EventSlotKind
{
    /// <summary>Text or reasoning.</summary>
    Text,

    /// <summary>A piece of a tool call's arguments.</summary>
    Arguments,

    /// <summary>An additional field of the response, of which the last value is kept.</summary>
    ResponseField,

    /// <summary>An additional field of the message, of which the last value is kept.</summary>
    MessageField,

    /// <summary>Something that is not kept.</summary>
    Ignored,
}

/// <summary>One string or number of an event.</summary>
/// <param name="Start">Its first byte; in a string, the one behind the quote.</param>
/// <param name="End">The byte behind it; behind a string, the quote.</param>
/// <param name="IsString">Whether it stands between quotes.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Field">The place of the additional field among those that are kept.</param>
internal readonly record struct EventSlot(int Start, int End, bool IsString, EventSlotKind Kind, int Field)
{
    /// <summary>The longest number that is read digit by digit.</summary>
    private const int LongestNumber = 18;

    /// <summary>
    /// What ends a string, or must be looked at more closely: the quote, escapes, bytes that JSON forbids.
    /// </summary>
    private static readonly SearchValues<byte> Marks =
        SearchValues.Create([
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
            29, 30, 31, (byte)'"', (byte)'\\',
        ]);

    public bool IsEmpty => Start == End;

    /// <summary>The value that the reader has just read.</summary>
    public static EventSlot At(in Utf8JsonReader reader, EventSlotKind kind, int field = 0)
    {
        var isString = reader.TokenType == JsonTokenType.String;
        var start = (int)reader.TokenStartIndex + (isString ? 1 : 0);
        return new EventSlot(start, start + reader.ValueSpan.Length, isString, kind, field);
    }

    /// <summary>The length of the value at the beginning; -1 when it is of another kind, or broken.</summary>
    /// <param name="utf8">What follows the bytes before the slot.</param>
    /// <param name="isPlain">Whether it is what it says: no escapes.</param>
    public int LengthIn(ReadOnlySpan<byte> utf8, out bool isPlain)
    {
        isPlain = true;
        return IsString ? LengthOfString(utf8, out isPlain) : LengthOfNumber(utf8);
    }

    private static int LengthOfString(ReadOnlySpan<byte> utf8, out bool isPlain)
    {
        isPlain = true;
        for (var at = 0; ;)
        {
            var mark = utf8[at..].IndexOfAny(Marks);
            if (mark < 0)
            {
                return -1;
            }

            at += mark;
            switch (utf8[at])
            {
                case (byte)'"':
                    return at;

                case (byte)'\\' when at + 2 <= utf8.Length:
                    isPlain = false;
                    at += 2;
                    break;

                default:
                    return -1;
            }
        }
    }

    /// <summary>Whole numbers only: others are read by a parser.</summary>
    private static int LengthOfNumber(ReadOnlySpan<byte> utf8)
    {
        var length = utf8.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length is > 0 and <= LongestNumber && (length == 1 || utf8[0] != '0') ? length : -1;
    }
}
