using System.Buffers.Binary;
using System.Text;

namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>Answers to other questions than chat, as servers of OpenAI's form give them.</summary>
internal static class OtherAnswers
{
    /// <summary>The first numbers of both vectors.</summary>
    public const string Vectors = "1, 2";

    /// <summary>The size of <see cref="Sound"/>.</summary>
    public const string SoundSize = "844 bytes";

    /// <summary>A tenth of a second of silence.</summary>
    public static byte[] Sound
    {
        get
        {
            const int Samples = 800;
            var wave = new byte[44 + Samples];
            "RIFF"u8.CopyTo(wave);
            BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(4), wave.Length - 8);
            "WAVEfmt "u8.CopyTo(wave.AsSpan(8));
            BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(16), 16);
            BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(20), 1);
            BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(22), 1);
            BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(24), 8000);
            BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(28), 8000);
            BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(32), 1);
            BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(34), 8);
            "data"u8.CopyTo(wave.AsSpan(36));
            BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(40), Samples);
            wave.AsSpan(44).Fill(0x80);
            return wave;
        }
    }

    /// <summary>Vectors that begin with these numbers, at these places, in base64 where that was asked for.</summary>
    public static string Embeddings(string? request, params (int Index, float First, int Length)[] vectors) =>
        $$$"""{"object":"list","model":"model","data":"""
            + $$$"""[{{{string.Join(',', vectors.Select(vector => One(vector, AsBase64(request))))}}}]"""
            + $$$""","usage":{"prompt_tokens":4,"total_tokens":4}}""";

    private static bool AsBase64(string? request) => request?.Contains("base64", StringComparison.Ordinal) is true;

    private static string One((int Index, float First, int Length) vector, bool asBase64)
    {
        var numbers = Enumerable.Range(0, vector.Length).Select(i => i == 0 ? vector.First : 0.5f).ToArray();
        var value = asBase64
            ? $"\"{Convert.ToBase64String([.. numbers.SelectMany(number => BitConverter.GetBytes(number))])}\""
            : new StringBuilder("[")
                .AppendJoin(
                    ',', numbers.Select(
                        number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))).Append(
                            ']').ToString();
        return $$"""{"object":"embedding","index":{{vector.Index}},"embedding":{{value}}}""";
    }
}
