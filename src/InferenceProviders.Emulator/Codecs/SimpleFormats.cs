using System.Buffers.Binary;

namespace InferenceProviders.Emulator.Codecs;

/// <summary>GIF and WebP: only their size.</summary>
internal static class SimpleFormats
{
    public static Picture? Read(ReadOnlySpan<byte> data)
    {
        if (data.Length >= 10 && (data.StartsWith("GIF87a"u8) || data.StartsWith("GIF89a"u8)))
        {
            return new(
                "GIF", BinaryPrimitives.ReadUInt16LittleEndian(data[6..]),
                BinaryPrimitives.ReadUInt16LittleEndian(data[8..]), null);
        }

        return data.Length >= 30 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8)
            ? WebP(data[12..])
            : null;
    }

    private static Picture? WebP(ReadOnlySpan<byte> chunk)
    {
        var content = chunk[8..];
        if (chunk.StartsWith("VP8X"u8))
        {
            return new(
                "WebP", 1 + (content[4] | (content[5] << 8) | (content[6] << 16)), 1
                + (content[7] | (content[8] << 8) | (content[9] << 16)), null);
        }

        if (chunk.StartsWith("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(content[1..]);
            return new("WebP", 1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF), null);
        }

        return chunk.StartsWith("VP8 "u8)
            ? new(
                "WebP", BinaryPrimitives.ReadUInt16LittleEndian(content[6..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(content[8..]) & 0x3FFF, null)
            : null;
    }
}
