using System.Globalization;
using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Writes the sources of an earlier answer as <c>annotations</c> of its text
/// (https://platform.openai.com/docs/api-reference/responses/create#responses-create-input).
/// </summary>
internal static class Annotations
{
    /// <summary>
    /// The sources of the texts; null when there are none, or when one of them lacks what the server demands, and is
    /// told in words with the others.
    /// </summary>
    public static List<CitationAnnotation>? Of(List<AIContent> parts)
    {
        List<CitationAnnotation>? citations = null;
        foreach (var part in parts)
        {
            foreach (var annotation in part.Annotations ?? [])
            {
                if (annotation is not CitationAnnotation citation || TypeOf(citation) is null)
                {
                    return null;
                }

                (citations ??= []).Add(citation);
            }
        }

        return citations;
    }

    public static void Write(Utf8JsonWriter writer, List<CitationAnnotation> citations)
    {
        writer.WriteStartArray("annotations"u8);
        foreach (var citation in citations)
        {
            var type = TypeOf(citation)!;
            writer.WriteStartObject();
            writer.WriteString("type"u8, type);
            if (type == "url_citation")
            {
                writer.WriteString("url"u8, citation.Url!.OriginalString);
                writer.WriteString("title"u8, citation.Title);
            }
            else
            {
                writer.WriteString("file_id"u8, citation.FileId);
                if (citation.Title is { } name)
                {
                    writer.WriteString("filename"u8, name);
                }
            }

            if (type is "url_citation" or "container_file_citation")
            {
                var region = RegionOf(citation)!;
                writer.WriteNumber("start_index"u8, region.StartIndex!.Value);
                writer.WriteNumber("end_index"u8, region.EndIndex!.Value);
            }
            else
            {
                writer.WriteNumber("index"u8, Number(citation, "index")!.Value);
            }

            if (type == "container_file_citation")
            {
                writer.WriteString("container_id"u8, Text(citation, "container_id"));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>The form that has all its fields; null when there is none.</summary>
    private static string? TypeOf(CitationAnnotation citation) => citation switch
    {
        { Url: not null, Title: not null } when RegionOf(citation) is not null => "url_citation",
        { FileId: not null, Title: not null } when RegionOf(citation) is not null
            && Text(citation, "container_id") is not null => "container_file_citation",
        { FileId: not null, Title: not null } when Number(citation, "index") is not null => "file_citation",
        { FileId: not null } when Number(citation, "index") is not null => "file_path",
        _ => null,
    };

    private static TextSpanAnnotatedRegion? RegionOf(CitationAnnotation citation) =>
        citation.AnnotatedRegions is [TextSpanAnnotatedRegion { StartIndex: not null, EndIndex: not null } region, ..]
            ? region
            : null;

    private static string? Text(CitationAnnotation citation, string name) =>
        citation.AdditionalProperties?.TryGetValue(name, out var value) is true
            ? value is JsonElement element ? element.Text() : value as string
            : null;

    private static long? Number(CitationAnnotation citation, string name) =>
        citation.AdditionalProperties?.TryGetValue(name, out var value) is true
            && long.TryParse(
                value is JsonElement element ? element.Text() : Convert.ToString(value, CultureInfo.InvariantCulture),
                CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
}
