using System.Text;

namespace InferenceProviders.Benchmarks.Server;

/// <summary>Files of any size, alone and in the JSON of an image model.</summary>
internal static class FileAnswers
{
    /// <summary>It begins as a PNG does; the rest is noise.</summary>
    public static byte[] Png(int size)
    {
        var file = new byte[size];
        new Random(size).NextBytes(file);
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]).CopyTo(file);
        return file;
    }

    public static byte[] Image(int size) =>
        Encoding.ASCII.GetBytes(
            $$"""{"created":1763740800,"data":[{"b64_json":"{{Convert.ToBase64String(Png(size))}}"}]}""");
}
