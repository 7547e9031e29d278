namespace InferenceProviders.Media;

/// <summary>Media as an HTTP body or a part of one, with its type as the caller wrote it.</summary>
internal static class MediaContent
{
    public static HttpContent Create(MediaBytes media, string? fallbackType = null)
    {
        var content = new ReadOnlyMemoryContent(media.Bytes);
        if ((media.MediaType ?? fallbackType) is { } type)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return content;
    }
}
