using System.Text;

namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>Damages bytes without knowing what they mean.</summary>
internal static class ByteMutator
{
    private static readonly byte[][] Words = [.. ((string[])
    [
        "null", "true", "{}", "[]", "\"\"", "\"", "{", "}", "[", "]", ",", ":", "\n", "\r", "\n\n", "\r\n\r\n",
            "data: ", "data:", "event: error\n", "id: 1\n", "retry: 1\n", ": ping\n\n",
        "data: [DONE]\n\n", "data: null\n\n", "data: {}\n\n", "\\", "\\u0000", "\\ud83d", "\\udc00", "-1", "1e999",
        "-1e999", "1.5", "99999999999999999999", "0", "<html>", "<think>", "</think>",
        "\"error\":", "\"choices\":", "\"delta\":", "\"content\":", "\"tool_calls\":", "\"usage\":", "\"index\":",
        "\"finish_reason\":", "\"type\":", "data:image/png;base64,", "http://127.0.0.1/",
    ]).Select(Encoding.UTF8.GetBytes), [0xEF, 0xBB, 0xBF], [0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFE], [0]];

    public static byte[] Mutate(byte[] bytes, Random random)
    {
        var from = random.Next(bytes.Length + 1);
        var length = Math.Min(
            random.Next(3) == 0 ? random.Next(bytes.Length + 1) : random.Next(1, 24), bytes.Length - from);
        return random.Next(9) switch
        {
            0 => Flip(bytes, random),
            1 => [.. bytes[..from], .. bytes[(from + length)..]],
            2 => [.. bytes[..(from + length)], .. bytes[from..]],
            3 => bytes[..from],
            4 or 5 => [.. bytes[..from], .. Words[random.Next(Words.Length)], .. bytes[from..]],
            6 => [.. bytes[..from], .. Words[random.Next(Words.Length)], .. bytes[(from + length)..]],
            7 => Deep(bytes, from, random),
            _ => Lines(bytes, random),
        };
    }

    private static byte[] Flip(byte[] bytes, Random random)
    {
        var flipped = bytes.ToArray();
        for (var i = random.Next(1, 8); i > 0 && flipped.Length > 0; i--)
        {
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        }

        return flipped;
    }

    /// <summary>Brackets without end: a reader that recurses falls into them.</summary>
    private static byte[] Deep(byte[] bytes, int from, Random random)
    {
        var brackets = new byte[random.Next(1, 20_000)];
        brackets.AsSpan().Fill((byte)(random.Next(2) == 0 ? '[' : '{'));
        return [.. bytes[..from], .. brackets, .. bytes[from..]];
    }

    /// <summary>Lines dropped, said twice, or in another order: whole events where it is a stream.</summary>
    private static byte[] Lines(byte[] bytes, Random random)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\n\n").ToList();
        if (lines.Count < 2)
        {
            return [.. bytes, .. bytes];
        }

        var (one, other) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(3))
        {
            case 0: lines.RemoveAt(one); break;
            case 1: lines.Insert(other, lines[one]); break;
            default: (lines[one], lines[other]) = (lines[other], lines[one]); break;
        }

        return Encoding.Latin1.GetBytes(string.Join("\n\n", lines));
    }
}
