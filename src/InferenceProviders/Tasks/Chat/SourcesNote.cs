using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// The sources of an earlier answer, in words behind its text: no field of a message takes them back, and a text that
/// says "[2]" means the second of them.
/// </summary>
internal static class SourcesNote
{
    /// <summary>The text, and behind it its sources, where it has any.</summary>
    public static string TextOf(TextContent content) =>
        content.Annotations is { Count: > 0 } citations && Of(citations) is { } note
            ? content.Text.Length == 0 ? note : content.Text + note
            : content.Text;

    /// <summary>The sources in words; null when none can be named.</summary>
    public static string? Of(IEnumerable<AIAnnotation> annotations)
    {
        StringBuilder? note = null;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var annotation in annotations)
        {
            if (annotation is CitationAnnotation citation && Name(citation) is { } name && seen.Add(name))
            {
                note = note is null ? new StringBuilder("\n\n[Sources: ") : note.Append("; ");
                note.Append(CultureInfo.InvariantCulture, $"{seen.Count}. {name}");
            }
        }

        return note?.Append(']').ToString();
    }

    private static string? Name(CitationAnnotation citation)
    {
        var place = citation.Url?.AbsoluteUri ?? (citation.FileId is { } file ? $"file {file}" : null);
        return (citation.Title, place) switch
        {
            (null, _) => place ?? citation.Snippet,
            (_, null) => citation.Title,
            _ => $"{citation.Title} ({place})",
        };
    }
}
