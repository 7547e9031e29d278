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
    /// <summary>
    /// Whether a media type is of this sort. Ogg, MP4 and WebM are containers: their types do not say which of the two
    /// is in them.
    /// </summary>
    public static bool Accepts(this MediaKind kind, string mediaType) => kind switch
    {
        MediaKind.Image => Is(mediaType, "image/"),
        MediaKind.Video => Is(mediaType, "video/") || Is(mediaType, "application/mp4"),
        MediaKind.Audio =>
            Is(mediaType, "audio/") || Is(mediaType, "application/ogg") || Is(mediaType, "video/webm")
            || Is(mediaType, "video/mp4")
            || Is(mediaType, "video/ogg") || Is(mediaType, "video/x-matroska") || Is(mediaType, "video/quicktime")
                || Is(mediaType, "application/mp4"),
        _ => true,
    };

    /// <summary>The name of a container's type for what is wanted of it.</summary>
    public static string Refine(this MediaKind kind, string mediaType) =>
        kind != MediaKind.Audio ? mediaType : mediaType switch
    {
        "video/mp4" => "audio/mp4",
        "video/webm" => "audio/webm",
        _ => mediaType,
    };

    /// <summary>
    /// The name under which servers take audio in a container: Hugging Face's inference toolkit knows <c>audio/m4a</c>
    /// and <c>audio/webm</c>, and no video type (https://github.com/huggingface/huggingface-inference-toolkit, content
    /// types).
    /// </summary>
    public static string ForSending(this MediaKind kind, string mediaType) =>
        kind != MediaKind.Audio ? mediaType : mediaType switch
    {
        "video/mp4" or "audio/mp4" or "video/quicktime" => "audio/m4a",
        "video/webm" or "video/x-matroska" => "audio/webm",
        "application/ogg" or "video/ogg" => "audio/ogg",
        _ => mediaType,
    };

    /// <summary>With its article, for messages.</summary>
    public static string Noun(this MediaKind kind) => kind switch
    {
        MediaKind.Image => "an image",
        MediaKind.Video => "a video",
        MediaKind.Audio => "audio",
        _ => "a file",
    };

    private static bool Is(string mediaType, string prefix) =>
        mediaType.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
