using System.Net.Http.Headers;
namespace InferenceProviders.Media;

/// <summary>Finds the type of a media file in its first bytes, or in its name.</summary>
internal static class MediaTypeDetector
{
    /// <summary>How many bytes the longest rule looks at.</summary>
    public const int PrefixLength = 64;

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
        : null;

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
    public static string? Valid(string? mediaType) => MediaTypeHeaderValue.TryParse(mediaType, out _) ? mediaType : null;
}
