using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Reads the sources that an answer names, in the forms in which providers name them, into
/// <see cref="CitationAnnotation"/>s: <c>annotations</c> (OpenAI, OpenRouter: <c>url_citation</c>,
/// <c>file_citation</c>), <c>citations</c> and <c>search_results</c> (Perplexity, xAI: URLs, or objects),
/// <c>context.citations</c> (Azure), <c>citations</c> with <c>sources</c> (Cohere), <c>web_search</c> (Z.ai),
/// <c>search_info</c> (Qwen). Of a source that is named twice, once with its place in the text or its title and once
/// without, there is one.
/// </summary>
internal static class CitationReader
{
    private static readonly string[] Lists =
        ["annotations", "citations", "search_results", "web_search", "references", "sources"];

    /// <summary>The fields of a citation that have a property; what else is simple is kept beside them.</summary>
    private static readonly string[] Known =
    [
        "url", "uri", "link", "source_url", "href", "title", "name", "filename", "document_title", "snippet", "content",
        "text", "cited_text", "quote", "file_id", "start_index", "end_index", "start", "end",
    ];

    /// <summary>Whether a field of this name may name sources: most answers have none, and cost nothing more.</summary>
    public static bool MayName(string field) => field is "context" or "search_info" || Lists.Contains(field);

    /// <summary>Adds the sources that a field of the response or the message names.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="citations">Those so far; null when there are none.</param>
    public static void Read(string field, JsonElement value, ref List<AIAnnotation>? citations)
    {
        value = field switch
        {
            "context" => value.At("citations"),
            "search_info" => value.At("search_results"),
            _ => value,
        };
        foreach (var item in value.Items())
        {
            ReadItem(item, 0, ref citations);
        }
    }

    /// <summary>Adds one source, or those of one place in the text.</summary>
    /// <param name="item">What names it.</param>
    /// <param name="offset">Where the text that its places are counted in begins in the whole text.</param>
    /// <param name="citations">Those so far; null when there are none.</param>
    public static void ReadItem(JsonElement item, int offset, ref List<AIAnnotation>? citations)
    {
        if (item.ValueKind == JsonValueKind.String)
        {
            Add(UrlOf(item.GetString()) is { } url ? new CitationAnnotation { Url = url } : null, ref citations);
            return;
        }

        // OpenAI's chat puts the fields into an object that has the name of the type, Google's into one named "web".
        var inner = item.Text("type") is { } type && item.At(type) is { ValueKind: JsonValueKind.Object } named ? named
            : item.At("web") is { ValueKind: JsonValueKind.Object } web ? web
            : item;
        var region = RegionOf(inner, offset) ?? RegionOf(item, offset);
        if (inner.At("sources") is { ValueKind: JsonValueKind.Array } sources)
        {
            foreach (var source in sources.Items())
            {
                var document = source.At("document") is { ValueKind: JsonValueKind.Object } found ? found : source;
                Add(Read(document, source, region), ref citations);
            }

            return;
        }

        Add(Read(inner, item, region), ref citations);
    }

    private static CitationAnnotation? Read(JsonElement fields, JsonElement whole, AnnotatedRegion? region)
    {
        if (fields.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var citation = new CitationAnnotation
        {
            Url = UrlOf(First(fields, "url", "uri", "link", "source_url", "href")),
            Title = First(fields, "title", "document_title", "filename", "name"),
            FileId = fields.Text("file_id"),
            Snippet = First(fields, "snippet", "cited_text", "quote", "content", "text"),
        };
        if (citation is { Url: null, FileId: null } && (citation.Title is null || citation.Snippet is null))
        {
            // A file that a provider parsed, a call of a tool: nothing that is cited.
            return null;
        }

        citation.AnnotatedRegions = region is null ? null : [region];
        citation.RawRepresentation = new RawJson(JsonMarshal.GetRawUtf8Value(whole).ToArray());
        foreach (var property in fields.EnumerateObject())
        {
            if (!Known.Contains(property.Name) && Simple(property.Value) is { } value)
            {
                (citation.AdditionalProperties ??= [])[property.Name] = value;
            }
        }

        if (fields.Text("type") is null && whole.Text("type") is { } type)
        {
            (citation.AdditionalProperties ??= [])["type"] = type;
        }

        return citation;
    }

    private static void Add(CitationAnnotation? citation, ref List<AIAnnotation>? citations)
    {
        if (citation is null)
        {
            return;
        }

        if (citation.Url is { } url && citations is not null)
        {
            foreach (var annotation in citations)
            {
                if (annotation is CitationAnnotation { Url: { } other } known && other == url
                    && (citation.AnnotatedRegions is null || known.AnnotatedRegions is null))
                {
                    Complete(known, citation);
                    return;
                }
            }
        }

        (citations ??= []).Add(citation);
    }

    private static void Complete(CitationAnnotation known, CitationAnnotation more)
    {
        known.Title ??= more.Title;
        known.Snippet ??= more.Snippet;
        known.FileId ??= more.FileId;
        known.AnnotatedRegions ??= more.AnnotatedRegions;
        known.RawRepresentation ??= more.RawRepresentation;
        foreach (var (name, value) in more.AdditionalProperties ?? [])
        {
            (known.AdditionalProperties ??= []).TryAdd(name, value);
        }
    }

    private static TextSpanAnnotatedRegion? RegionOf(JsonElement fields, int offset) =>
        (Index(fields, "start_index") ?? Index(fields, "start"), Index(fields, "end_index") ?? Index(fields, "end"))
            is ({ } start, { } end)
                ? new TextSpanAnnotatedRegion { StartIndex = offset + start, EndIndex = offset + end }
                : null;

    private static int? Index(JsonElement fields, string name) =>
        fields.At(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var index)
            ? index
            : null;

    private static string? First(JsonElement fields, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (fields.At(name) is { ValueKind: JsonValueKind.String } && fields.Text(name) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    private static Uri? UrlOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

    private static object? Simple(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole
            : double.Parse(value.GetRawText(), CultureInfo.InvariantCulture),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
