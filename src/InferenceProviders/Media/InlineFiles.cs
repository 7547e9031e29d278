using System.Globalization;

namespace InferenceProviders.Media;

/// <summary>
/// The files that came as base64 inside JSON, as bytes. A name stands where the base64 was: no provider's answer can
/// have it by itself, because it is another in every process.
/// </summary>
internal sealed class InlineFiles
{
    private static readonly string Prefix = $"inline-file-{Guid.NewGuid():N}-";

    private readonly List<ReadOnlyMemory<byte>> _files = [];

    /// <returns>The name.</returns>
    public string Add(ReadOnlyMemory<byte> file)
    {
        _files.Add(file);
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{_files.Count - 1}");
    }

    /// <summary>The file of a name; null when the text is none.</summary>
    public ReadOnlyMemory<byte>? Find(ReadOnlySpan<char> text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(text[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && index < _files.Count
            ? (ReadOnlyMemory<byte>?)_files[index]
            : null;
}
