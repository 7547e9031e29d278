namespace InferenceProviders.Media;

/// <summary>The names that <c>response_format</c> of speech has, and the media types of what they stand for.</summary>
internal static class AudioFormats
{
    /// <summary>
    /// Samples without a header. Microsoft.Extensions.AI calls them so; providers send them with the low byte first, at
    /// a rate that they document (OpenAI 24 kHz).
    /// </summary>
    public const string Samples = "audio/l16";

    /// <summary><c>mp3</c>, <c>wav</c>, …; media types are accepted too.</summary>
    public static string? Name(string? format) =>
        format?.Trim().Split(';')[0].TrimEnd().ToLowerInvariant() is not { Length: > 0 } name ? null
        : name switch
        {
            "audio/mpeg" or "audio/mp3" => "mp3",
            "audio/x-wav" or "audio/wave" or "audio/vnd.wave" => "wav",
            Samples or "audio/pcm" => "pcm",
            "audio/mp4" or "audio/x-m4a" => "m4a",
            _ => name.StartsWith("audio/", StringComparison.Ordinal) ? name[6..] : name,
        };

    /// <summary>The media type of a format; null for one that is not known.</summary>
    public static string? MediaType(object? format) => (format?.ToString())?.ToLowerInvariant() switch
    {
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "opus" => "audio/opus",
        "ogg" => "audio/ogg",
        "aac" => "audio/aac",
        "flac" => "audio/flac",
        "m4a" => "audio/mp4",
        "pcm" or "raw" or "pcm_s16le" => Samples,
        _ => null,
    };
}
