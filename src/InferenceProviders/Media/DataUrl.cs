namespace InferenceProviders.Media;

/// <summary>Media inside a provider's answer: as base64, with or without <c>data:…;base64,</c> before it.</summary>
internal static class DataUrl
{
    /// <summary>Null when the text is not base64, or declares another kind of media.</summary>
    public static MediaBytes? Decode(string text, MediaKind kind)
    {
        string? mediaType = null;
        var base64 = text.AsSpan();
        if (base64.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            var comma = base64.IndexOf(',');
            var header = comma < 0 ? [] : base64[5..comma];
            if (comma < 0 || !header.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            mediaType = header.Length > 7 ? header[..^7].ToString().ToLowerInvariant() : null;
            base64 = base64[(comma + 1)..];
        }

        if (base64.IsEmpty || Decode(base64) is not { } bytes)
        {
            return null;
        }

        return MediaTypeDetector.Recognize(bytes, MediaTypeDetector.Valid(mediaType), kind, out _) is { } type
            ? new MediaBytes(bytes, type.Length == 0 ? null : type)
            : null;
    }

    private static byte[]? Decode(ReadOnlySpan<char> base64)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((base64.Length + 3) / 4 * 3);
        return Convert.TryFromBase64Chars(base64, bytes, out var written) ? bytes.AsSpan(0, written).ToArray() : null;
    }
}
