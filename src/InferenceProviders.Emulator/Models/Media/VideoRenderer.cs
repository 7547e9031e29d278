using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using InferenceProviders.Emulator.Codecs;

namespace InferenceProviders.Emulator.Models.Media;

/// <summary>
/// Films what a prompt asks for, as far as it goes: bars of the color that it names, with a bright one that walks from
/// left to right.
/// </summary>
internal static class VideoRenderer
{
    public const int FramesPerSecond = 24;
    private const int KeyFrameDistance = 8;

    public static byte[] RenderVideo(string prompt, int width, int height, int frameCount, long seed)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{prompt}\n{seed}"));
        var color = Colors.Background(prompt, BinaryPrimitives.ReadInt32LittleEndian(hash));
        var encoder = new AvcEncoder(width, height);
        var columns = (width + 15) / 16;
        var frames = new List<byte[]>(frameCount);
        var keyFrames = new List<int>();
        for (var frame = 0; frame < frameCount; frame++)
        {
            if (frame % KeyFrameDistance == 0)
            {
                var bright = frame * columns / Math.Max(frameCount, 1);
                frames.Add(
                    encoder.KeyFrame(
                        column =>
                        ToVideo(color, column == bright ? 130 : 80 + (20 * column / columns)), keyFrames.Count));
                keyFrames.Add(frame);
            }
            else
            {
                frames.Add(encoder.RepeatFrame(frame % KeyFrameDistance));
            }
        }

        return new Mp4Writer(width, height, FramesPerSecond)
            .Write(encoder.SequenceParameters(), AvcEncoder.PictureParameters(), frames, keyFrames);
    }

    /// <summary>Limited-range color differences (ITU-R BT.601).</summary>
    private static (byte Y, byte Cb, byte Cr) ToVideo(Rgb color, int percent)
    {
        var (red, green, blue) = (color.Red * percent / 100.0, color.Green * percent / 100.0,
            color.Blue * percent / 100.0);
        return (
            Clamp(16 + ((65.481 * red) + (128.553 * green) + (24.966 * blue)) / 255),
            Clamp(128 + ((-37.797 * red) - (74.203 * green) + (112.0 * blue)) / 255),
            Clamp(128 + ((112.0 * red) - (93.786 * green) - (18.214 * blue)) / 255));
    }

    private static byte Clamp(double value) => (byte)Math.Clamp(value, 16, 235);
}
