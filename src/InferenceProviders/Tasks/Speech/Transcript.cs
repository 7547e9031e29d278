using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Speech;

/// <summary>What was said, and when.</summary>
internal sealed record Transcript(string Text, IReadOnlyList<TranscriptSegment> Segments, string? Language, RawJson Raw)
{
    /// <summary>
    /// Reads any of the forms that providers use: <c>text</c> with <c>chunks</c> (the task specification) or <c>segments</c> (OpenAI); <c>output</c> as a
    /// text (fal's Nemotron) or as an object or list of Replicate's. The text may be empty: nobody spoke.
    /// </summary>
    public static Transcript Read(ProviderAnswer answer)
    {
        var root = answer.Json.ValueKind == JsonValueKind.Array && answer.Json.GetArrayLength() == 1 ? answer.Json[0] : answer.Json;
        var output = root.At("output");
        var body = output.ValueKind == JsonValueKind.Object ? output : root;

        // A translation is there only when it was asked for.
        var text = Words(body, "translation") ?? Words(body, "text") ?? Words(body, "transcription") ?? Words(root, "output")
            ?? (output.ValueKind == JsonValueKind.Array && output.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                ? string.Concat(output.EnumerateArray().Select(item => item.GetString()))
                : null)
            ?? throw answer.NotAResult("a text");
        return new Transcript(text, Pieces(body), body.Text("detected_language") ?? body.Text("language"), new RawJson(answer.Body));
    }

    private static string? Words(JsonElement element, string name) => element.At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static List<TranscriptSegment> Pieces(JsonElement body)
    {
        var segments = new List<TranscriptSegment>();
        var list = body.At("chunks") is { ValueKind: JsonValueKind.Array } chunks ? chunks : body.At("segments");
        foreach (var item in list.Items())
        {
            if (Words(item, "text") is { } text)
            {
                var times = item.At("timestamp") is { ValueKind: JsonValueKind.Array } pair ? [.. pair.EnumerateArray()] : new[] { item.At("start"), item.At("end") };
                segments.Add(new TranscriptSegment(text, Seconds(times.ElementAtOrDefault(0)), Seconds(times.ElementAtOrDefault(1))));
            }
        }

        return segments;
    }

    private static TimeSpan? Seconds(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;
}
