using System.Text.Json;
using InferenceProviders.Catalog;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Speech;

/// <summary>What was said, and when.</summary>
internal sealed record Transcript(string Text, IReadOnlyList<TranscriptSegment> Segments, string? Language, RawJson Raw)
    : IMeasuredResult
{
    /// <summary>
    /// How long the recording is, where the provider said so: <c>duration</c> (OpenAI's <c>verbose_json</c>), or the
    /// seconds of a <c>usage</c> whose type is <c>duration</c> (OpenAI's API reference, "Create transcription").
    /// </summary>
    private double? Length { get; init; }

    RequestAmounts? IMeasuredResult.Amounts => Length is { } seconds ? new() { AudioSeconds = seconds } : null;

    /// <summary>
    /// Reads any of the forms that providers use: <c>text</c> with <c>chunks</c> (the task specification) or
    /// <c>segments</c> (OpenAI); <c>output</c> as a text (fal's Nemotron) or as an object or list of Replicate's; a
    /// file behind a URL (Replicate's <c>output.txt_file</c>), which is fetched. The text may be empty: nobody spoke.
    /// </summary>
    public static async Task<Transcript> ReadAsync(ProviderAnswer answer, TaskExchange exchange)
    {
        var root = answer.Json.ValueKind == JsonValueKind.Array && answer.Json.GetArrayLength() == 1
            ? answer.Json[0]
            : answer.Json;
        var body = root.At("output") is { ValueKind: JsonValueKind.Object } output ? output : root;
        var pieces = Pieces(body);
        var text = FindText(root, body);
        if ((text is null || TextFile.IsUrl(text)) && TextFile.Find(root, body, text) is { } url)
        {
            var file = await TextFile.ReadAsync(url, exchange).ConfigureAwait(false);
            text = file.Json is { } inner
                ? FindText(inner, inner) ?? throw answer.NotAResult("a text in the file that it named")
                : file.Text;
            pieces = pieces.Count > 0 || file.Json is null ? pieces : Pieces(file.Json.Value);
        }

        text ??= pieces.Count > 0
            ? string.Concat(pieces.Select(piece => piece.Text)).Trim()
            : throw answer.NotAResult("a text");
        return new Transcript(text, pieces, body.Text("detected_language")
            ?? body.Text("language"), new RawJson(answer.Body))
        {
            Length = LengthIn(body),
        };
    }

    private static double? LengthIn(JsonElement body)
    {
        var usage = body.At("usage");
        return (Seconds(usage.At("seconds")) ?? Seconds(body.At("duration")))?.TotalSeconds;
    }

    /// <summary>The text, where there is one. A translation is there only when it was asked for.</summary>
    private static string? FindText(JsonElement root, JsonElement body) =>
        TextOf(body, "translation") ?? TextOf(body, "text") ?? TextOf(body, "transcription") ?? TextOf(root, "output")
        ?? (root.At("output") is { ValueKind: JsonValueKind.Array } list
            && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? string.Concat(list.EnumerateArray().Select(item => item.GetString()))
            : null);

    private static string? TextOf(JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static List<TranscriptSegment> Pieces(JsonElement body)
    {
        var segments = new List<TranscriptSegment>();
        var list = body.At("chunks") is { ValueKind: JsonValueKind.Array } chunks ? chunks : body.At("segments");
        foreach (var item in list.Items())
        {
            if (TextOf(item, "text") is { } text)
            {
                var times = item.At("timestamp") is { ValueKind: JsonValueKind.Array } pair
                    ? [.. pair.EnumerateArray()]
                    : new[]
                {
                    item.At("start"),
                    item.At("end"),
                };
                segments.Add(
                    new TranscriptSegment(
                        text, Seconds(times.ElementAtOrDefault(0)), Seconds(times.ElementAtOrDefault(1))));
            }
        }

        return segments;
    }

    private static TimeSpan? Seconds(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
