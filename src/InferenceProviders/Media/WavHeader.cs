using System.Buffers.Binary;

namespace InferenceProviders.Media;

/// <summary>
/// The lengths in the header of a WAV file. Servers that write it before the audio is made put zero there, or the
/// largest number, so that players take a whole file for an empty or an endless one (Microsoft, "Multimedia
/// Programming Interface and Data Specifications 1.0", RIFF).
/// </summary>
internal static class WavHeader
{
    private const int ChunkHead = 8;

    /// <summary>
    /// The same file with its lengths, where it is whole and they are not in it; else the file itself.
    /// </summary>
    public static ReadOnlyMemory<byte> WithLength(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (bytes.Length < 12 || bytes.Length > int.MaxValue - ChunkHead || !bytes.StartsWith("RIFF"u8)
            || !bytes.Slice(8, 4).SequenceEqual("WAVE"u8))
        {
            return file;
        }

        for (var at = 12; at + ChunkHead <= bytes.Length;)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            var rest = bytes.Length - at - ChunkHead;
            if (bytes.Slice(at, 4).SequenceEqual("data"u8))
            {
                return IsUnknown(size) && rest > 0 ? Written(bytes, at, rest) : file;
            }

            if (size > rest)
            {
                break;
            }

            // Chunks begin at even places.
            at += ChunkHead + (int)size + (int)(size & 1);
        }

        return file;
    }

    /// <summary>Zero, or what nobody would write: over two gigabytes.</summary>
    private static bool IsUnknown(uint size) => size is 0 or > int.MaxValue - 4096;

    private static byte[] Written(ReadOnlySpan<byte> bytes, int data, int length)
    {
        var file = bytes.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), (uint)(file.Length - ChunkHead));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(data + 4), (uint)length);
        return file;
    }
}
