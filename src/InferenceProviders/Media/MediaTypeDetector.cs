using System.Net.Http.Headers;
using System.Text.Unicode;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;

namespace InferenceProviders.Media;

/// <summary>Finds the type of a media file in its first bytes, or in its name.</summary>
internal static class MediaTypeDetector
{
    /// <summary>How many bytes the longest rule looks at.</summary>
    public const int PrefixLength = 512;

    private const int TextLength = 512;

    public static string? Detect(ReadOnlySpan<byte> bytes) =>
        bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] ? "image/png"
        : bytes is [0xFF, 0xD8, 0xFF, ..] ? "image/jpeg"
        : bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8) ? "image/gif"
        : bytes is [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] ? "image/bmp"
        : bytes is [0x49, 0x49, 0x2A, 0x00, ..] or [0x4D, 0x4D, 0x00, 0x2A, ..] ? "image/tiff"
        : bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 ? Riff(bytes.Slice(8, 4))
        : bytes.Length >= 12 && bytes.Slice(4, 4).SequenceEqual("ftyp"u8) ? IsoBaseMedia(bytes.Slice(8, 4))
        : bytes is [0x1A, 0x45, 0xDF, 0xA3, ..] ? Matroska(bytes)
        : bytes.StartsWith("fLaC"u8) ? "audio/flac"
        : bytes.StartsWith("OggS"u8) ? "audio/ogg"
        : bytes.StartsWith("ID3"u8) ? "audio/mpeg"
        : bytes is [0xFF, var second, ..] && (second & 0xF6) == 0xF0 ? "audio/aac"
        : bytes is [0xFF, var frame, ..] && (frame & 0xE0) == 0xE0 && (frame & 0x06) != 0 ? "audio/mpeg"
        : bytes.StartsWith("#!AMR"u8) ? "audio/amr"
        : bytes.StartsWith("%PDF-"u8) ? "application/pdf"
        : bytes is [(byte)'<', ..] && bytes[..Math.Min(bytes.Length, TextLength)].IndexOf("<svg"u8) >= 0
            ? "image/svg+xml"
        : null;

    /// <summary>
    /// The type of a file by its bytes, and by what was declared where they do not tell. A label that contradicts the
    /// bytes gives way to them.
    /// </summary>
    /// <param name="bytes">The file, or its beginning.</param>
    /// <param name="declared">What somebody said; null when nobody did.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="instead">What it is, when it is not that, with its article.</param>
    /// <returns>The type; empty when nothing tells it; null when it is not of the kind.</returns>
    public static string? Recognize(ReadOnlySpan<byte> bytes, string? declared, MediaKind kind, out string instead)
    {
        instead = "";
        declared = declared?.Trim().ToLowerInvariant();
        declared = declared is null or "" or "application/octet-stream" or "binary/octet-stream"
            or "application/x-binary" || declared.EndsWith("/*", StringComparison.Ordinal) ? null : declared;
        var detected = Detect(bytes);
        if (detected is not null)
        {
            if (declared is not null && kind.Accepts(declared) && IsSame(declared, detected))
            {
                return declared;
            }

            instead = $"'{detected}'";
            return kind.Accepts(detected) ? kind.Refine(detected) : null;
        }

        if (kind != MediaKind.Any && IsText(bytes))
        {
            instead =
                $"{(declared is null || kind.Accepts(declared) ? "" : $"'{Validate.Printable(declared)}', "
                + $"")}{DescribeText(bytes)}";
            return null;
        }

        if (declared is not null && !kind.Accepts(declared))
        {
            instead = $"'{Validate.Printable(declared)}'";
            return null;
        }

        return declared ?? "";
    }

    /// <summary>Whether bytes are text, as no file of images, video or audio but SVG is.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes)
    {
        // A file that says what it is, or would if it were whole.
        if (bytes.StartsWith("RIFF"u8) || Detect(bytes) is not (null or "image/svg+xml"))
        {
            return false;
        }

        var start = bytes[..Math.Min(bytes.Length, TextLength)];
        start = start.StartsWith("\uFEFF"u8) ? start[3..] : start;

        // The last character may be cut.
        var end = start.Length == bytes.Length ? start.Length : start.LastIndexOfAnyInRange((byte)0, (byte)127) + 1;
        return !start.IsEmpty && !start.ContainsAnyInRange((byte)0, (byte)8)
            && !start.ContainsAnyInRange((byte)14, (byte)26) && Utf8.IsValid(start[..Math.Max(end, 0)]);
    }

    /// <summary>What a text says that came in place of a file.</summary>
    public static string DescribeText(ReadOnlySpan<byte> text)
    {
        var start = text[..Math.Min(text.Length, TextLength * 8)];
        var words = ErrorBody.Parse(start).Message;
        return words is null
            ? "text"
            : words.StartsWith("an HTML page", StringComparison.Ordinal)
            ? words
            : $"the text '{Validate.Printable(words)}'";
    }

    // The registered names of a format, the names that it had before, and containers, whose two names say what is in
    // them.
    private static bool IsSame(string declared, string detected) =>
        declared == detected || Family(declared) == Family(detected);

    private static string Family(string type) => type switch
    {
        "image/jpg" or "image/pjpeg" => "image/jpeg",
        "image/x-png" => "image/png",
        "image/heif" or "image/heic-sequence" => "image/heic",
        "image/x-ms-bmp" => "image/bmp",
        "audio/x-wav" or "audio/wave" or "audio/vnd.wave" or "audio/x-pn-wav" => "audio/wav",
        "audio/mp3" or "audio/mpeg3" or "audio/x-mpeg" or "audio/x-mpeg-3" or "audio/x-mp3" => "audio/mpeg",
        "audio/x-flac" => "audio/flac",
        "audio/opus" or "application/ogg" or "video/ogg" or "audio/vorbis" => "audio/ogg",
        "audio/m4a" or "audio/x-m4a" or "audio/mp4" or "video/mp4" or "application/mp4" or "video/x-m4v"
            or "video/quicktime" => "video/mp4",
        "audio/webm" or "video/webm" or "video/x-matroska" or "audio/x-matroska" => "video/webm",
        "audio/aacp" or "audio/x-aac" => "audio/aac",
        "video/avi" or "video/msvideo" => "video/x-msvideo",
        _ => type,
    };

    /// <summary>By the extension of a file name or URL path; null when it is not one of media.</summary>
    public static string? FromName(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        ".bmp" => "image/bmp",
        ".tif" or ".tiff" => "image/tiff",
        ".avif" => "image/avif",
        ".heic" => "image/heic",
        ".svg" => "image/svg+xml",
        ".mp4" or ".m4v" => "video/mp4",
        ".mov" => "video/quicktime",
        ".webm" => "video/webm",
        ".mkv" => "video/x-matroska",
        ".avi" => "video/x-msvideo",
        ".wav" => "audio/wav",
        ".mp3" => "audio/mpeg",
        ".flac" => "audio/flac",
        ".ogg" or ".opus" => "audio/ogg",
        ".m4a" => "audio/mp4",
        ".aac" => "audio/aac",
        ".amr" => "audio/amr",
        ".pdf" => "application/pdf",
        _ => null,
    };

    private static string? Riff(ReadOnlySpan<byte> form) =>
        form.SequenceEqual("WEBP"u8) ? "image/webp"
        : form.SequenceEqual("WAVE"u8) ? "audio/wav"
        : form.SequenceEqual("AVI "u8) ? "video/x-msvideo"
        : null;

    // The brand says what an ISO base media file is (ISO/IEC 14496-12; the brands are registered at mp4ra.org).
    private static string IsoBaseMedia(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8) ? "image/avif"
        : brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8) ? "image/heic"
        : brand.SequenceEqual("M4A "u8) || brand.SequenceEqual("M4B "u8) ? "audio/mp4"
        : brand.SequenceEqual("qt  "u8) ? "video/quicktime"
        : "video/mp4";

    // WebM is Matroska with the document type "webm" in its first element.
    private static string Matroska(ReadOnlySpan<byte> bytes) =>
        bytes[..Math.Min(bytes.Length, PrefixLength)].IndexOf("webm"u8) >= 0 ? "video/webm" : "video/x-matroska";

    /// <summary>The media type as somebody wrote it, or null when it is none.</summary>
    public static string? Valid(string? mediaType) =>
        MediaTypeHeaderValue.TryParse(mediaType, out _) ? mediaType : null;
}
