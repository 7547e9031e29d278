namespace InferenceProviders.Media;

/// <summary>Media inside a provider's answer: as base64, with or without <c>data:…;base64,</c> before it.</summary>
internal static class DataUrl
{
    /// <summary>Null when the text is not base64, or declares another kind of media.</summary>
    public static MediaBytes? Decode(string text, MediaKind kind) =>
        DecodeBytes(text, out var mediaType) is { } bytes
            && MediaTypeDetector.Recognize(bytes, MediaTypeDetector.Valid(mediaType), kind, out _) is { } type
            ? new MediaBytes(bytes, type.Length == 0 ? null : type)
            : null;

    /// <summary>The bytes, whatever they are; null when the text is not base64.</summary>
    public static byte[]? DecodeBytes(string text) => DecodeBytes(text, out _);

    private static byte[]? DecodeBytes(string text, out string? mediaType)
    {
        mediaType = null;
        var base64 = text.AsSpan().Trim();
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

        return base64.IsEmpty || Base64Text.Decode(base64) is not { Length: > 0 } bytes ? null : bytes;
    }
}
