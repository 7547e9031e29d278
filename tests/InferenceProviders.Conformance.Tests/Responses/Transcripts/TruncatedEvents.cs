using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace InferenceProviders.Conformance.Responses.Transcripts;

/// <summary>
/// Recordings of long streams keep their first and last events only, and of long texts the beginning only, with their
/// length behind it. What was left out are deltas of one text: it is made up, to the right length, so that the stream
/// is whole again and agrees with itself.
/// </summary>
internal static partial class TruncatedEvents
{
    public static IReadOnlyList<JsonElement> Restore(IReadOnlyList<JsonElement> events, bool isTruncated)
    {
        if (!isTruncated)
        {
            return events;
        }

        var gap = Enumerable.Range(1, events.Count - 1)
            .First(index => Number(events[index]) > Number(events[index - 1]) + 1);
        var before = events[gap - 1];
        var itemId = Text(before, "item_id");
        var recorded = Text(
            events.First(
                data =>
                    Text(data, "type").EndsWith("_text.done", StringComparison.Ordinal)
                    && Text(data, "item_id") == itemId), "text");
        var start = Deltas(events.Take(gap), itemId);
        var end = Deltas(events.Skip(gap), itemId);
        var whole = Whole(recorded, end);
        var missing = JsonNode.Parse(before.GetRawText())!.AsObject();
        missing["delta"] = whole[start.Length..^end.Length];
        return [
            .. events.Take(gap), Element(missing), .. events.Skip(gap).Select(data => Replace(data, recorded, whole))];
    }

    private static string Whole(string recorded, string end)
    {
        if (Shortened().Match(recorded) is not { Success: true } match)
        {
            return recorded;
        }

        var length = int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        return match.Groups[1].Value + new string('.', length - match.Groups[1].Length - end.Length) + end;
    }

    private static JsonElement Replace(JsonElement data, string recorded, string whole) => recorded == whole
        ? data
        : Element(
            JsonNode.Parse(
                JsonSerializer.Serialize(data)
                .Replace(
                    JsonSerializer.Serialize(recorded), JsonSerializer.Serialize(whole), StringComparison.Ordinal))!);

    private static JsonElement Element(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;

    private static string Deltas(IEnumerable<JsonElement> events, string itemId) =>
        string.Concat(
            events.Where(
                data =>
                    Text(data, "type").EndsWith("_text.delta", StringComparison.Ordinal)
                    && Text(data, "item_id") == itemId).Select(data => Text(data, "delta")));

    private static long Number(JsonElement data) => data.GetProperty("sequence_number").GetInt64();

    private static string Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    [GeneratedRegex(@"\A(.*)…<(\d+) chars>\z", RegexOptions.Singleline)]
    private static partial Regex Shortened();
}
