namespace InferenceProviders.Media;

/// <summary>What sort of file is wanted.</summary>
internal enum MediaKind
{
    Any,
    Image,
    Video,
    Audio,
}

internal static class MediaKinds
{
    /// <summary>Whether a media type is of this sort. Ogg, MP4 and WebM are containers: their types do not say which of the two is in them.</summary>
    public static bool Accepts(this MediaKind kind, string mediaType) => kind switch
    {
        MediaKind.Image => Is(mediaType, "image/"),
        MediaKind.Video => Is(mediaType, "video/") || Is(mediaType, "application/mp4"),
        MediaKind.Audio => Is(mediaType, "audio/") || Is(mediaType, "application/ogg") || Is(mediaType, "video/webm") || Is(mediaType, "video/mp4"),
        _ => true,
    };

    /// <summary>With its article, for messages.</summary>
    public static string Noun(this MediaKind kind) => kind switch
    {
        MediaKind.Image => "an image",
        MediaKind.Video => "a video",
        MediaKind.Audio => "audio",
        _ => "a file",
    };

    private static bool Is(string mediaType, string prefix) => mediaType.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
