using System.Buffers.Binary;
using System.Text;

namespace InferenceProviders.Emulator.Codecs;

/// <summary>
/// WAV files of 16-bit mono samples. What was spoken is noted in the file's own comment (<c>LIST INFO ICMT</c>), as any
/// program may show it: that is how the emulator understands its own voice.
/// </summary>
internal static class WavFile
{
    public const int SampleRate = 8000;

    public static byte[] Write(ReadOnlySpan<short> samples, string comment)
    {
        var text = Encoding.UTF8.GetBytes(comment + "\0");
        var padded = text.Length + (text.Length % 2);
        var list = 4 + 8 + padded;
        var file = new byte[12 + 24 + 8 + list + 8 + (samples.Length * 2)];
        var rest = file.AsSpan();
        rest = Chunk(rest, "RIFF", file.Length - 8);
        rest = Put(rest, "WAVE");
        rest = Chunk(rest, "fmt ", 16);
        BinaryPrimitives.WriteInt16LittleEndian(rest, 1);
        BinaryPrimitives.WriteInt16LittleEndian(rest[2..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(rest[4..], SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(rest[8..], SampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(rest[12..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(rest[14..], 16);
        rest = Chunk(rest[16..], "LIST", list);
        rest = Put(rest, "INFO");
        rest = Chunk(rest, "ICMT", text.Length);
        text.CopyTo(rest);
        rest = Chunk(rest[padded..], "data", samples.Length * 2);
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(rest[(i * 2)..], samples[i]);
        }

        return file;
    }

    /// <summary>The comment and the length of a WAV file; null when it is none.</summary>
    public static (string? Comment, double Seconds)? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8))
        {
            return null;
        }

        string? comment = null;
        var (bytesPerSecond, dataBytes) = (0, 0);
        for (var at = 12; at + 8 <= file.Length;)
        {
            var id = file.Slice(at, 4);
            var length = (int)Math.Min(
                BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]), (uint)(file.Length - at - 8));
            var body = file.Slice(at + 8, length);
            if (id.SequenceEqual("fmt "u8) && length >= 16)
            {
                bytesPerSecond = BinaryPrimitives.ReadInt32LittleEndian(body[8..]);
            }
            else if (id.SequenceEqual("data"u8))
            {
                dataBytes = length;
            }
            else if (id.SequenceEqual("LIST"u8) && length > 12 && body.StartsWith("INFOICMT"u8))
            {
                comment = Encoding.UTF8.GetString(body[12..]).TrimEnd('\0');
            }

            at += 8 + length + (length % 2);
        }

        return (comment, bytesPerSecond > 0 ? (double)dataBytes / bytesPerSecond : 0);
    }

    private static Span<byte> Put(Span<byte> target, string id)
    {
        Encoding.ASCII.GetBytes(id, target);
        return target[id.Length..];
    }

    private static Span<byte> Chunk(Span<byte> target, string id, int length)
    {
        target = Put(target, id);
        BinaryPrimitives.WriteInt32LittleEndian(target, length);
        return target[4..];
    }
}
