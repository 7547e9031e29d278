namespace InferenceProviders.Media;

/// <summary>Media inside a provider's answer: as base64, with or without <c>data:…;base64,</c> before it.</summary>
internal static class DataUrl
{
    /// <summary>Null when the text is not base64, or declares another kind of media.</summary>
    /// <param name="text">What stands in the answer.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="files">What was decoded already while the answer arrived.</param>
    public static MediaBytes? Decode(string text, MediaKind kind, InlineFiles? files = null)
    {
        var base64 = Base64In(text, out var mediaType);
        return (files?.Find(base64) ?? Bytes(base64)) is { } bytes
            && MediaTypeDetector.Recognize(bytes.Span, MediaTypeDetector.Valid(mediaType), kind, out _) is { } type
            ? new MediaBytes(bytes, type.Length == 0 ? null : type)
            : null;
    }

    /// <summary>The bytes, whatever they are; null when the text is not base64.</summary>
    public static byte[]? DecodeBytes(string text) =>
        Base64Text.Decode(Base64In(text, out _)) is { Length: > 0 } bytes ? bytes : null;

    private static ReadOnlyMemory<byte>? Bytes(ReadOnlySpan<char> base64) =>
        Base64Text.Decode(base64) is { Length: > 0 } bytes ? (ReadOnlyMemory<byte>?)bytes : null;

    /// <summary>What is to be decoded; nothing where there is no base64.</summary>
    private static ReadOnlySpan<char> Base64In(string text, out string? mediaType)
    {
        mediaType = null;
        var base64 = text.AsSpan().Trim();
        if (!base64.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return base64;
        }

        var comma = base64.IndexOf(',');
        var header = comma < 0 ? [] : base64[5..comma];
        if (comma < 0 || !header.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        mediaType = header.Length > 7 ? header[..^7].ToString().ToLowerInvariant() : null;
        return base64[(comma + 1)..];
    }
}
