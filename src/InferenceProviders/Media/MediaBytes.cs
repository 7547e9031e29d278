namespace InferenceProviders.Media;

/// <summary>A media file in memory.</summary>
/// <param name="Bytes">Its content.</param>
/// <param name="MediaType">As it was given, or found in the bytes; null when neither.</param>
internal readonly record struct MediaBytes(ReadOnlyMemory<byte> Bytes, string? MediaType)
{
    public string ToBase64() => Convert.ToBase64String(Bytes.Span);

    /// <summary>As a data URL; <paramref name="fallback"/> is the type of bytes whose type it is not known.</summary>
    public string ToDataUrl(string fallback) => $"data:{MediaType ?? fallback};base64,{ToBase64()}";
}
