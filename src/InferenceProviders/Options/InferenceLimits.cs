namespace InferenceProviders;

/// <summary>
/// How large requests and responses may be, in bytes; of a response, after decompression. A larger response is an
/// <see cref="InferenceException"/> of kind <see cref="InferenceErrorKind.Protocol"/>, and is not read to its end; a
/// larger request is one of kind <see cref="InferenceErrorKind.InvalidRequest"/>, and is not sent. Each limit must be
/// at least 1,024 bytes: the router refuses a smaller one with an <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
public sealed record InferenceLimits
{
    /// <summary>One line of a server-sent event stream. Default: 16 MiB.</summary>
    public int LineBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// One JSON response, or all events of one stream. Default: 256 MiB (images may come as base64 inside it).
    /// </summary>
    public long ResponseBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>One media file, in a response or behind a result URL. Default: 1 GiB.</summary>
    public long DownloadBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>One request body. Default: 256 MiB.</summary>
    public long RequestBytes { get; set; } = 256L * 1024 * 1024;
}
