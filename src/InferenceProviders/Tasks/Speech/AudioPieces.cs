using System.Buffers.Binary;
using InferenceProviders.Media;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Speech;

/// <summary>
/// The pieces of one track: all of the type that the first one shows. Samples without a header are never cut in two.
/// </summary>
/// <param name="declared">The type that the answer declares; null for none.</param>
/// <param name="asked">The type that was asked for; null where that is not known.</param>
internal sealed class AudioPieces(string? declared, string? asked)
{
    private string? _type;
    private long _total;
    private long _size = long.MaxValue;
    private byte[] _half = [];

    /// <summary>Whether there was anything.</summary>
    public bool HasAudio => _total > 0;

    /// <summary>What came in place of audio, with its article; null for nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether there is less than the header of the file says.</summary>
    public bool IsCut => _size != long.MaxValue && _total < _size;

    /// <summary>The content of a piece; null when there is none in it yet, or something else.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="isEnd">Whether nothing follows.</param>
    public DataContent? Add(ReadOnlyMemory<byte> bytes, bool isEnd)
    {
        if (_type is null)
        {
            _type = TypeOf(bytes.Span, declared, asked, out var instead);
            if (_type is null)
            {
                Problem = instead;
                return null;
            }

            _size = SizeOf(bytes.Span);
        }

        _total += bytes.Length;
        if (_type == AudioFormats.Samples && !isEnd)
        {
            bytes = Whole(bytes);
        }
        else if (_half.Length > 0)
        {
            bytes = (byte[])[.. _half, .. bytes.Span];
            _half = [];
        }

        return bytes.IsEmpty ? null : new DataContent(bytes, _type);
    }

    /// <summary>Half a sample, where that is all that was left.</summary>
    public DataContent? Rest() => _half.Length == 0 ? null : new DataContent(_half, _type!);

    /// <summary>The type of audio by its first bytes; null when it is something else.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> bytes, string? declared, string? asked, out string instead) =>
        MediaTypeDetector.Recognize(bytes, Specific(declared) ?? asked, MediaKind.Audio, out instead) is { } type
            ? type.Length == 0 ? "application/octet-stream" : type == "audio/pcm" ? AudioFormats.Samples : type
            : null;

    /// <summary>Labels of servers that do not know what they send.</summary>
    private static string? Specific(string? declared) =>
        declared is null or "application/octet-stream" or "binary/octet-stream" or "audio/*"
            || declared.StartsWith("text/", StringComparison.Ordinal) ? null : declared;

    /// <summary>
    /// How long a WAV file is by its header; unknown where it was written before the end was (0, or all ones).
    /// </summary>
    private static long SizeOf(ReadOnlySpan<byte> head) =>
        head.Length >= 8 && head.StartsWith("RIFF"u8)
            && BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) is > 36 and < int.MaxValue - 4096 and var size
            ? size + 8L : long.MaxValue;

    private ReadOnlyMemory<byte> Whole(ReadOnlyMemory<byte> bytes)
    {
        if (_half.Length > 0)
        {
            bytes = (byte[])[.. _half, .. bytes.Span];
        }

        var whole = bytes.Length & ~1;
        _half = bytes[whole..].ToArray();
        return bytes[..whole];
    }
}
