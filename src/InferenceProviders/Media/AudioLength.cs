using System.Buffers.Binary;

namespace InferenceProviders.Media;

/// <summary>How long a recording is, at most, from what is known before it is sent.</summary>
internal static class AudioLength
{
    /// <summary>
    /// 4 kilobits a second: speech codecs do not go lower (Opus begins at 6, RFC 6716; AMR at 4.75, TS 26.071).
    /// </summary>
    private const double LeastBytesPerSecond = 500;

    private const int HeadBytes = 64 * 1024;

    /// <summary>Kilobits a second by a frame's four bits, layer III: ISO/IEC 11172-3 and 13818-3.</summary>
    private static readonly int[] Mpeg1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
    private static readonly int[] Mpeg2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];

    /// <summary>Seconds, rounded up; not a number for a URL, whose file is not here.</summary>
    public static double AtMost(InferenceMedia audio)
    {
        if (audio.Size is not { } size)
        {
            return double.NaN;
        }

        var head = audio.Head(HeadBytes);
        var rate = WavRate(head) ?? Mp3Rate(head) ?? LeastBytesPerSecond;
        return Math.Ceiling(FlacSeconds(head) ?? (size / rate));
    }

    /// <summary>
    /// What the header of a WAV file says that a second takes: <c>nAvgBytesPerSec</c> of its <c>fmt </c> chunk, which
    /// comes first in nearly all files (Microsoft, "Multiple Channel Audio Data and WAVE Files").
    /// </summary>
    private static double? WavRate(ReadOnlySpan<byte> head) =>
        head.Length >= 32 && head.StartsWith("RIFF"u8) && head[8..16].SequenceEqual("WAVEfmt "u8)
            && BinaryPrimitives.ReadUInt32LittleEndian(head[28..]) is >= (uint)LeastBytesPerSecond and var rate
            ? rate
            : null;

    /// <summary>
    /// The bytes a second of an MP3 file with a constant bit rate, from its first frame. A file that says that its rate
    /// varies (<c>Xing</c>, <c>VBRI</c>) is not measured by that.
    /// </summary>
    private static double? Mp3Rate(ReadOnlySpan<byte> head)
    {
        // ID3v2 comes first, its size in four times seven bits (id3.org, "ID3v2.4.0 Structure").
        var start = head.Length >= 10 && head.StartsWith("ID3"u8)
            ? 10 + ((head[6] & 0x7F) << 21 | (head[7] & 0x7F) << 14 | (head[8] & 0x7F) << 7 | (head[9] & 0x7F))
            : 0;
        if (start + 4 > head.Length)
        {
            return null;
        }

        // Eleven bits of ones, then the version, and 01 for layer III.
        var frame = head[start..];
        var info = frame[..Math.Min(frame.Length, 64)];
        if (frame[0] != 0xFF || (frame[1] & 0xE6) != 0xE2 || info.IndexOf("Xing"u8) >= 0 || info.IndexOf("VBRI"u8) >= 0)
        {
            return null;
        }

        var rates = (frame[1] & 0x18) == 0x18 ? Mpeg1 : Mpeg2;
        return rates[frame[2] >> 4] is > 0 and var kilobits ? kilobits * 125.0 : null;
    }

    /// <summary>
    /// The samples by the sample rate in <c>STREAMINFO</c>, which comes first (RFC 9639, section 8.2).
    /// </summary>
    private static double? FlacSeconds(ReadOnlySpan<byte> head)
    {
        if (head.Length < 26 || !head.StartsWith("fLaC"u8) || (head[4] & 0x7F) != 0)
        {
            return null;
        }

        var bits = BinaryPrimitives.ReadUInt64BigEndian(head[18..]);
        var (rate, samples) = (bits >> 44, bits & 0xF_FFFF_FFFF);
        return rate > 0 && samples > 0 ? (double)samples / rate : null;
    }
}
