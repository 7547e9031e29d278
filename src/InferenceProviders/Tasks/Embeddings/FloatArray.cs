using System.Text.Json;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>
/// Reads arrays of numbers past the JSON reader: the numbers are parsed straight from the bytes, and the reader goes on behind them.
/// </summary>
internal static class FloatArray
{
    private const int MaxDimensions = 1 << 20;

    /// <summary>Reads the array whose beginning the reader has just read; it stands at the array's end afterwards.</summary>
    /// <param name="reader">A reader over all of <paramref name="json"/>.</param>
    /// <param name="json">What the reader reads. It is cut to what lies behind the numbers.</param>
    /// <param name="expected">How many numbers there probably are.</param>
    /// <returns>The numbers; null when there are none, too many, or something else than finite numbers (1e999 is well-formed, and infinite).</returns>
    public static float[]? Read(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json, int expected)
    {
        var vector = GC.AllocateUninitializedArray<float>(expected);
        var rest = json[(int)reader.BytesConsumed..];
        var count = 0;
        while (true)
        {
            rest = SkipSpace(rest);
            if (count == vector.Length)
            {
                if (count >= MaxDimensions)
                {
                    return null;
                }

                Array.Resize(ref vector, Math.Max(count * 2, 16));
            }

            var length = FloatParser.Parse(rest, out vector[count]);
            if (length == 0 || !float.IsFinite(vector[count]))
            {
                return null;
            }

            count++;
            rest = SkipSpace(rest[length..]);
            if (rest is [(byte)']', ..])
            {
                break;
            }

            if (rest is not [(byte)',', ..])
            {
                return null;
            }

            rest = rest[1..];
        }

        // To the reader the array is an empty one.
        json = rest;
        reader = new Utf8JsonReader(json, isFinalBlock: true, reader.CurrentState);
        reader.Read();
        if (count != vector.Length)
        {
            Array.Resize(ref vector, count);
        }

        return vector;
    }

    private static ReadOnlySpan<byte> SkipSpace(ReadOnlySpan<byte> json)
    {
        while (json is [(byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t', ..])
        {
            json = json[1..];
        }

        return json;
    }
}
