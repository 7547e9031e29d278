using System.Buffers.Binary;
using System.Text;

namespace InferenceProviders.Emulator.Codecs;

/// <summary>
/// Writes an MP4 file (ISO/IEC 14496-12 and -15) with one H.264 track, its index before its data so that it plays while
/// it loads.
/// </summary>
internal sealed class Mp4Writer(int width, int height, int framesPerSecond)
{
    private const int MillisecondScale = 1000;

    /// <param name="sps">The sequence parameters.</param>
    /// <param name="pps">The picture parameters.</param>
    /// <param name="frames">One NAL unit a frame.</param>
    /// <param name="keyFrames">The numbers of the key frames, from 0.</param>
    public byte[] Write(byte[] sps, byte[] pps, IReadOnlyList<byte[]> frames, IReadOnlyList<int> keyFrames)
    {
        var fileType = Box("ftyp", [.. "isom"u8, .. Number(0x200), .. "isomiso2avc1mp41"u8]);
        byte[] Index(int dataOffset) => Movie(sps, pps, frames, keyFrames, dataOffset);

        // The index has the data's place in it, and a length that does not depend on it.
        var dataOffset = fileType.Length + Index(0).Length + 8;
        return [
            .. fileType, .. Index(dataOffset),
            .. Box("mdat", [.. frames.SelectMany(frame => Number(frame.Length).Concat(frame))])];
    }

    private byte[] Movie(
        byte[] sps, byte[] pps, IReadOnlyList<byte[]> frames, IReadOnlyList<int> keyFrames, int dataOffset)
    {
        var milliseconds = frames.Count * MillisecondScale / framesPerSecond;
        return Box("moov", [.. MovieHeader(milliseconds), .. Box("trak", [.. TrackHeader(milliseconds), .. Box("mdia",
            [
                .. FullBox(
                    "mdhd", 0,
                    [.. Number(0), .. Number(0), .. Number(framesPerSecond), .. Number(frames.Count), 0x55, 0xC4, 0,
                    0]),
                .. FullBox("hdlr", 0, [.. Number(0), .. "vide"u8, .. new byte[12], .. "VideoHandler\0"u8]),
                .. Box("minf",
                [
                    .. FullBox("vmhd", 1, new byte[8]),
                    .. Box("dinf", FullBox("dref", 0, [.. Number(1), .. FullBox("url ", 1, [])])),
                    .. Box("stbl", SampleTable(sps, pps, frames, keyFrames, dataOffset)),
                ]),
            ])])]);
    }

    private byte[] SampleTable(
        byte[] sps, byte[] pps, IReadOnlyList<byte[]> frames, IReadOnlyList<int> keyFrames, int dataOffset) =>
    [
        .. FullBox("stsd", 0, [.. Number(1), .. SampleEntry(sps, pps)]),
        .. FullBox("stts", 0, [.. Number(1), .. Number(frames.Count), .. Number(1)]),
        .. FullBox("stss", 0, [.. Number(keyFrames.Count), .. keyFrames.SelectMany(frame => Number(frame + 1))]),
        .. FullBox("stsc", 0, [.. Number(1), .. Number(1), .. Number(frames.Count), .. Number(1)]),
        .. FullBox(
            "stsz", 0,
            [.. Number(0), .. Number(frames.Count), .. frames.SelectMany(frame => Number(frame.Length + 4))]),
        .. FullBox("stco", 0, [.. Number(1), .. Number(dataOffset)]),
    ];

    private byte[] SampleEntry(byte[] sps, byte[] pps)
    {
        byte[] configuration =
        [
            1, sps[1], sps[2], sps[3],
            0xFF, // four bytes of length before a NAL unit
            0xE1, .. Short(sps.Length), .. sps,
            1, .. Short(pps.Length), .. pps,
        ];
        return Box("avc1",
        [
            .. new byte[6], .. Short(1), // data reference
            .. new byte[16], .. Short(width), .. Short(height),
            .. Number(0x0048_0000), .. Number(0x0048_0000), // 72 dots an inch
            .. Number(0), .. Short(1), // one frame a sample
            .. new byte[32], .. Short(24), 0xFF, 0xFF,
            .. Box("avcC", configuration),
        ]);
    }

    private static byte[] MovieHeader(int milliseconds) => FullBox("mvhd", 0,
    [
        .. Number(0), .. Number(0), .. Number(MillisecondScale), .. Number(milliseconds),
        .. Number(0x0001_0000), 1, 0, .. new byte[10], .. UnityMatrix(), .. new byte[24], .. Number(2),
    ]);

    private byte[] TrackHeader(int milliseconds) => FullBox("tkhd", 3,
    [
        .. Number(0), .. Number(0), .. Number(1), .. Number(0), .. Number(milliseconds),
        .. new byte[16], .. UnityMatrix(), .. Number(width << 16), .. Number(height << 16),
    ]);

    private static byte[] UnityMatrix() =>
        [.. Number(0x0001_0000), .. new byte[12], .. Number(0x0001_0000), .. new byte[12], .. Number(0x4000_0000)];

    private static byte[] FullBox(string type, int flags, byte[] content) => Box(type, [.. Number(flags), .. content]);

    private static byte[] Box(string type, byte[] content) =>
        [.. Number(content.Length + 8), .. Encoding.ASCII.GetBytes(type), .. content];

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];
}
