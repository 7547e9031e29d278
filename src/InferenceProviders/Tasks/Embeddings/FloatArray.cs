using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>
/// Reads arrays of numbers past the JSON reader: the numbers are parsed straight from the bytes, and the reader goes on
/// behind them.
/// </summary>
internal static class FloatArray
{
    private const int MaxDimensions = 1 << 20;

    private static readonly SearchValues<byte> Numbers = SearchValues.Create("+-.0123456789Ee"u8);

    /// <summary>
    /// Reads the array whose beginning the reader has just read; it stands at the array's end afterwards.
    /// </summary>
    /// <param name="reader">A reader over all of <paramref name="json"/>.</param>
    /// <param name="json">What the reader reads. It is cut to what lies behind the numbers.</param>
    /// <param name="expected">How many numbers there probably are.</param>
    /// <param name="isCut">Whether the JSON ends within the array, and more of it is to come.</param>
    /// <returns>
    /// The numbers; null when there are none, too many, or something else than finite numbers (1e999 is well-formed,
    /// and infinite), and when the array is cut.
    /// </returns>
    public static float[]? Read(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json, int expected, out bool isCut)
    {
        isCut = false;
        var vector = GC.AllocateUninitializedArray<float>(expected);
        var at = (int)reader.BytesConsumed;
        var count = 0;
        while (true)
        {
            at = SkipSpace(json, ReadUsual(json, at, vector.AsSpan(count), ref count));
            if (count == vector.Length)
            {
                if (count >= MaxDimensions)
                {
                    return null;
                }

                Array.Resize(ref vector, Math.Max(count * 2, 16));
            }

            var length = FloatParser.Parse(json[at..], out vector[count]);
            if (length == 0 || !float.IsFinite(vector[count]))
            {
                isCut = !reader.IsFinalBlock && IsCut(json[at..]);
                return null;
            }

            count++;
            at = SkipSpace(json, at + length);
            if (at == json.Length)
            {
                isCut = !reader.IsFinalBlock;
                return null;
            }

            if (json[at] is not ((byte)',' or (byte)']'))
            {
                return null;
            }

            if (json[at] == ']')
            {
                break;
            }

            at++;
        }

        // To the reader the array is an empty one.
        json = json[at..];
        reader = new Utf8JsonReader(json, reader.IsFinalBlock, reader.CurrentState);
        reader.Read();
        if (count != vector.Length)
        {
            Array.Resize(ref vector, count);
        }

        return vector;
    }

    /// <summary>
    /// Reads numbers of the usual form, as long as a comma follows each; a method of its own, so that the loop stays in
    /// registers.
    /// </summary>
    /// <returns>The place of the first that is something else.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadUsual(ReadOnlySpan<byte> json, int at, Span<float> numbers, ref int count)
    {
        var read = 0;
        while (read < numbers.Length && at < json.Length)
        {
            var start = json[at] == ' ' ? at + 1 : at;
            var end = FractionParser.Parse(json, start, out numbers[read]);
            if (end == 0 || json[end] != ',')
            {
                break;
            }

            read++;
            at = end + 1;
        }

        count += read;
        return at;
    }

    /// <summary>Whether what could be the beginning of a number goes on to the end.</summary>
    private static bool IsCut(ReadOnlySpan<byte> rest) => rest.IndexOfAnyExcept(Numbers) < 0;

    private static int SkipSpace(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }
}
