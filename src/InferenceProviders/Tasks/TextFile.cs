using System.Text;
using System.Text.Json;
using InferenceProviders.Media;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks;

/// <summary>
/// A text that a provider gives as a file behind a URL, as Replicate does with outputs that are large or of the type
/// <c>File</c>.
/// </summary>
/// <param name="Text">The content.</param>
/// <param name="Json">The content, where it is a JSON object.</param>
internal readonly record struct TextFile(string Text, JsonElement? Json)
{
    /// <summary>Where models name the file, the plain text before forms that have more than the text in them.</summary>
    private static readonly string[] Fields =
        ["txt_file", "text_file", "transcript_file", "transcription_file", "file", "output_file", "text_url", "txt_url",
            "transcript_url", "url", "json_file", "txt", "json"];

    /// <summary>Whether a text is nothing but the URL of a file, so that it is not the text itself.</summary>
    public static bool IsUrl(string text) =>
        text.StartsWith("http", StringComparison.OrdinalIgnoreCase) && !text.AsSpan().ContainsAny(" \t\r\n")
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && Path.HasExtension(uri.AbsolutePath);

    /// <summary>The URL of the file in an answer; null when there is none.</summary>
    /// <param name="root">The answer.</param>
    /// <param name="output">Its output, where that is an object; else the answer again.</param>
    /// <param name="text">What stands in the place of the text.</param>
    public static string? Find(JsonElement root, JsonElement output, string? text)
    {
        if (text is not null && IsUrl(text))
        {
            return text;
        }

        foreach (var field in Fields)
        {
            if ((output.At(field).Outputs("url") is [var first, ..] ? first : null) is { } url
                && (IsUrl(url) || (field.Contains("file", StringComparison.Ordinal) && IsWeb(url))))
            {
                return url;
            }
        }

        return root.At("output").Outputs("url") is [var only] && IsWeb(only) ? only : null;
    }

    /// <summary>
    /// Fetches the file: anonymously, from public addresses only, and no more than an answer may have.
    /// </summary>
    public static async Task<TextFile> ReadAsync(string url, TaskExchange exchange)
    {
        var media = await exchange.DownloadAsync(url, MediaKind.Any).ConfigureAwait(false);
        var utf8 = JsonText.Start(media.Bytes.Span);
        var text = Encoding.UTF8.GetString(utf8).Trim();
        if (!text.StartsWith('{'))
        {
            return new TextFile(text, null);
        }

        try
        {
            return new TextFile(text, JsonText.Parse(utf8));
        }
        catch (JsonException)
        {
            // A text that begins with a bracket.
            return new TextFile(text, null);
        }
    }

    /// <summary>Small files come inside the answer.</summary>
    private static bool IsWeb(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "data";
}
