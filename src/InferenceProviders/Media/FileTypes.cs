using System.Collections.Frozen;

namespace InferenceProviders.Media;

/// <summary>The media types of files by the ends of their names, and the other way round.</summary>
internal static class FileTypes
{
    private static readonly FrozenDictionary<string, string> Documents = new Dictionary<string, string>
    {
        [".txt"] = "text/plain",
        [".log"] = "text/plain",
        [".md"] = "text/markdown",
        [".csv"] = "text/csv",
        [".html"] = "text/html",
        [".css"] = "text/css",
        [".xml"] = "application/xml",
        [".json"] = "application/json",
        [".jsonl"] = "application/x-ndjson",
        [".ndjson"] = "application/x-ndjson",
        [".parquet"] = "application/vnd.apache.parquet",
        [".zip"] = "application/zip",
        [".js"] = "text/javascript",
        [".py"] = "text/x-python",
        [".rtf"] = "application/rtf",
        [".doc"] = "application/msword",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".xls"] = "application/vnd.ms-excel",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".ppt"] = "application/vnd.ms-powerpoint",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Media = [
        ".png", ".jpg", ".gif", ".webp", ".mp4", ".webm", ".wav", ".mp3", ".flac", ".ogg", ".m4a", ".pdf"];

    /// <summary>The media type of a file; null where the name does not tell it.</summary>
    public static string? OfName(string? name) => name is null ? null
        : Documents.GetValueOrDefault(Path.GetExtension(name)) ?? MediaTypeDetector.FromName(name);

    /// <summary>The end of the name of a file of a type, with its dot; empty for one that is not known.</summary>
    public static string ExtensionOf(string? mediaType)
    {
        var type = mediaType?.Split(';')[0].Trim().ToLowerInvariant();
        return Documents.FirstOrDefault(pair => pair.Value == type && pair.Key is not (".log" or ".ndjson")).Key
            ?? Array.Find(Media, extension => MediaTypeDetector.FromName(extension) == type) ?? "";
    }
}
