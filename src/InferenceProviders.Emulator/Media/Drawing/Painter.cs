using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace InferenceProviders.Emulator.Media.Drawing;

/// <summary>
/// Paints what a prompt asks for, as far as it goes: a ground of the colour that it names and a disc whose place and colour follow from prompt and seed.
/// The same request gives the same picture.
/// </summary>
internal static class Painter
{
    public static byte[] Paint(string prompt, int width, int height, long seed)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{prompt}\n{seed}"));
        var ground = Colours.Ground(prompt, BinaryPrimitives.ReadInt32LittleEndian(hash));
        var disc = Colours.Other(BinaryPrimitives.ReadInt32LittleEndian(hash.AsSpan(4)));
        var radius = Math.Min(width, height) * (10 + (hash[8] % 15)) / 100;
        var centreX = width * (25 + (hash[9] % 50)) / 100;
        var centreY = height * (25 + (hash[10] % 50)) / 100;

        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            // A little lighter at the top, a little darker at the bottom.
            var shade = 110 - (20 * y / height);
            for (var x = 0; x < width; x++)
            {
                var inside = ((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY)) <= radius * radius;
                Put(pixels.AsSpan(((y * width) + x) * 3), inside ? disc : ground, inside ? 100 : shade);
            }
        }

        return PngWriter.Write(width, height, pixels);
    }

    private static void Put(Span<byte> pixel, Rgb colour, int percent)
    {
        pixel[0] = (byte)Math.Min(255, colour.Red * percent / 100);
        pixel[1] = (byte)Math.Min(255, colour.Green * percent / 100);
        pixel[2] = (byte)Math.Min(255, colour.Blue * percent / 100);
    }
}
