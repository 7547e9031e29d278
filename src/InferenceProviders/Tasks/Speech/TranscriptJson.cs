using System.Globalization;
using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Speech;

/// <summary>Times and pieces of transcripts, in the forms that providers and servers give them.</summary>
internal static class TranscriptJson
{
    private static readonly string[] Speakers = ["speaker", "speaker_id", "speaker_label", "channel"];

    /// <summary>
    /// A piece: an object with its text, or the text itself; null when there is none in it. Times are
    /// <c>timestamp</c> as a pair (the task specification), or <c>start</c> and <c>end</c>.
    /// </summary>
    public static TranscriptSegment? Segment(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String)
        {
            return item.GetString() is { Length: > 0 } only ? new(only, null, null) : null;
        }

        if ((Word(item, "text") ?? Word(item, "word") ?? Word(item, "transcript")) is not { } text)
        {
            return null;
        }

        var pair = item.At("timestamp") is { ValueKind: JsonValueKind.Array } times ? times : item.At("timestamps");
        var (start, end) = pair.ValueKind == JsonValueKind.Array
            ? (pair.Items().ElementAtOrDefault(0), pair.Items().ElementAtOrDefault(1))
            : (First(item, "start", "start_time", "startTime", "from"),
                First(item, "end", "end_time", "endTime", "to"));
        return new TranscriptSegment(text, Time(start), Time(end)) { Speaker = SpeakerOf(item) };
    }

    /// <summary>
    /// A time since the beginning: seconds as a number or a text (<c>12.3</c>, <c>12.3s</c>), or as a clock shows it
    /// (<c>00:00:12.300</c>, and with a comma as in SRT). Null for anything else.
    /// </summary>
    public static TimeSpan? Time(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var seconds) => Time(seconds),
        JsonValueKind.String => Time(value.GetString()!),
        _ => null,
    };

    /// <inheritdoc cref="Time(JsonElement)"/>
    public static TimeSpan? Time(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IndexOf(':') < 0)
        {
            text = text.EndsWith("s") || text.EndsWith("S") ? text[..^1].TrimEnd() : text;
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? Time(number) : null;
        }

        var seconds = 0.0;
        foreach (var part in text.Split(':'))
        {
            var digits = text[part].ToString().Replace(',', '.');
            if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            seconds = (seconds * 60) + number;
        }

        return Time(seconds);
    }

    /// <summary>A text at a name; null when there is none, or something else.</summary>
    public static string? Word(JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static TimeSpan? Time(double seconds) =>
        seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(Math.Round(seconds, 6)) : null;

    private static JsonElement First(JsonElement item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (item.At(name) is { ValueKind: JsonValueKind.Number or JsonValueKind.String } value)
            {
                return value;
            }
        }

        return default;
    }

    private static string? SpeakerOf(JsonElement item)
    {
        foreach (var name in Speakers)
        {
            if (item.Text(name) is { } label)
            {
                return label;
            }
        }

        return null;
    }
}
