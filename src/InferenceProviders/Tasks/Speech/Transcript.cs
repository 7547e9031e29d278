using System.Text;
using System.Text.Json;
using InferenceProviders.Catalog;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Speech;

/// <summary>What was said, and when.</summary>
internal sealed record Transcript(
    string Text, IReadOnlyList<TranscriptSegment> Segments, string? Language, RawJson? Raw)
    : IMeasuredResult, ICountedResult
{
    /// <inheritdoc/>
    public UsageDetails? Usage { get; init; }

    /// <summary>When the first word was said; null when the provider does not say.</summary>
    public TimeSpan? Start { get => field ?? (Segments is [{ Start: { } start }, ..] ? start : null); init; }

    /// <summary>When the last word was said; null when the provider does not say.</summary>
    public TimeSpan? End { get => field ?? (Segments is [.., { End: { } end }] ? end : null); init; }

    /// <summary>
    /// How long the recording is, where the provider said so: <c>duration</c> (OpenAI's <c>verbose_json</c>), or the
    /// seconds of a <c>usage</c> whose type is <c>duration</c> (OpenAI's API reference, "Create transcription").
    /// </summary>
    public double? Length { get; init; }

    RequestAmounts? IMeasuredResult.Amounts => Length is { } seconds ? new() { AudioSeconds = seconds } : null;

    string? ICountedResult.ModelId => null;

    /// <summary>
    /// Reads any of the forms that providers use: <c>text</c> with <c>chunks</c> (the task specification) or
    /// <c>segments</c> (OpenAI); <c>output</c> as a text (fal's Nemotron) or as an object or list of Replicate's; a
    /// file behind a URL (Replicate's <c>output.txt_file</c>), which is fetched. The text may be empty: nobody spoke.
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="isText">Whether a text that is not JSON was asked for: plain, or subtitles.</param>
    public static async Task<Transcript> ReadAsync(ProviderAnswer answer, TaskExchange exchange, bool isText = false)
    {
        if (PlainText(answer, isText) is { } plain)
        {
            return new Transcript(plain, Subtitles.Read(plain), Language: null, Raw: null);
        }

        var root = answer.Json.ValueKind == JsonValueKind.Array && answer.Json.GetArrayLength() == 1
            ? answer.Json[0]
            : answer.Json;
        if (root.ValueKind == JsonValueKind.String)
        {
            return new Transcript(root.GetString()!, [], Language: null, new RawJson(answer.Body));
        }

        var body = root.At("output") is { ValueKind: JsonValueKind.Object } output ? output : root;
        var pieces = TranscriptParts.Segments(body);
        var text = TranscriptParts.Text(root, body);
        if ((text is null || TextFile.IsUrl(text)) && TextFile.Find(root, body, text) is { } url)
        {
            var file = await TextFile.ReadAsync(url, exchange).ConfigureAwait(false);
            text = file.Json is { } inner
                ? TranscriptParts.Text(inner, inner) ?? throw answer.NotAResult("a text in the file that it named")
                : file.Text;
            pieces = pieces.Count > 0 ? pieces
                : file.Json is { } json ? TranscriptParts.Segments(json) : Subtitles.Read(text);
        }

        text ??= pieces.Count > 0
            ? string.Concat(pieces.Select(piece => piece.Text)).Trim()
            : throw answer.NotAResult("a text");
        var words = pieces.Count > 0 ? [] : TranscriptParts.Words(body);
        return new Transcript(text, pieces, LanguageOf(body), new RawJson(answer.Body))
        {
            Start = words is [{ Start: { } start }, ..] ? start : null,
            End = words is [.., { End: { } end }] ? end : null,
            Length = LengthIn(body),
            Usage = StreamedEvents.Usage(body),
        };
    }

    /// <summary>The language that was heard, in the provider's word for it: a code or a name; null for none.</summary>
    public static string? LanguageOf(JsonElement body) =>
        body.Text("detected_language") ?? body.Text("language") ?? body.Text("audio_language")
        ?? body.Text("language_code");

    /// <inheritdoc cref="Length"/>
    public static double? LengthIn(JsonElement body)
    {
        var usage = body.At("usage");
        return (TranscriptJson.Time(usage.At("seconds")) ?? TranscriptJson.Time(usage.At("prompt_audio_seconds"))
            ?? TranscriptJson.Time(body.At("duration")))?.TotalSeconds;
    }

    /// <summary>
    /// The text, where one was asked for or is announced; null for JSON, and for a page that came in its place.
    /// </summary>
    private static string? PlainText(ProviderAnswer answer, bool isText)
    {
        var start = JsonText.Start(answer.Body.Span);
        var isAnnounced = answer.MediaType is "text/vtt" or "application/x-subrip" or "text/srt" or "application/srt";
        return (isText || isAnnounced) && start is not [(byte)'{' or (byte)'<', ..]
            && (start.IsEmpty || MediaTypeDetector.IsText(answer.Body.Span))
            ? Encoding.UTF8.GetString(start).TrimEnd()
            : null;
    }
}
