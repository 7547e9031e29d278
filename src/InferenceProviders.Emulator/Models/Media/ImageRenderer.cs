using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using InferenceProviders.Emulator.Codecs;

namespace InferenceProviders.Emulator.Models.Media;

/// <summary>
/// Paints what a prompt asks for, as far as it goes: a ground of the color that it names and a disc whose place and
/// color follow from prompt and seed. The same request gives the same picture.
/// </summary>
internal static class ImageRenderer
{
    public static byte[] Render(string prompt, int width, int height, long seed)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{prompt}\n{seed}"));
        var ground = Colors.Background(prompt, BinaryPrimitives.ReadInt32LittleEndian(hash));
        var disc = Colors.Other(BinaryPrimitives.ReadInt32LittleEndian(hash.AsSpan(4)));
        var radius = Math.Min(width, height) * (10 + (hash[8] % 15)) / 100;
        var centerX = width * (25 + (hash[9] % 50)) / 100;
        var centerY = height * (25 + (hash[10] % 50)) / 100;

        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            // A little lighter at the top, a little darker at the bottom.
            var shade = 110 - (20 * y / height);
            for (var x = 0; x < width; x++)
            {
                var inside = ((x - centerX) * (x - centerX)) + ((y - centerY) * (y - centerY)) <= radius * radius;
                Put(pixels.AsSpan(((y * width) + x) * 3), inside ? disc : ground, inside ? 100 : shade);
            }
        }

        return PngWriter.Write(width, height, pixels);
    }

    private static void Put(Span<byte> pixel, Rgb color, int percent)
    {
        pixel[0] = (byte)Math.Min(255, color.Red * percent / 100);
        pixel[1] = (byte)Math.Min(255, color.Green * percent / 100);
        pixel[2] = (byte)Math.Min(255, color.Blue * percent / 100);
    }
}
