namespace InferenceProviders.Emulator.Codecs;

/// <summary>What can be seen in an image.</summary>
/// <param name="Format">PNG, JPEG, GIF or WebP.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Color">The most frequent color, or null when it cannot be told.</param>
internal sealed record Picture(string Format, int Width, int Height, string? Color)
{
    /// <summary>Looks at an image; null when it is none, or a broken one.</summary>
    public static Picture? Read(ReadOnlyMemory<byte> data)
    {
        try
        {
            var bytes = data.Span;
            return bytes.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG"u8]) ? PngReader.Read(data)
                : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? new JpegReader(data).Read()
                : SimpleFormats.Read(bytes);
        }
        catch (Exception exception)
            when (exception is InvalidDataException or EndOfStreamException or IndexOutOfRangeException
            or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    public override string ToString() =>
        $"a {Format} image of {Width} × {Height} pixels{(Color is null ? "" : $", mostly {Color}")}";
}
