using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Speech;

/// <summary>Finds the text, the pieces and the words in a transcript.</summary>
internal static class TranscriptParts
{
    private static readonly string[] Lists = ["speaker_segments", "chunks", "segments", "utterances"];

    /// <summary>The text, where there is one. A translation is there only when it was asked for.</summary>
    public static string? Text(JsonElement root, JsonElement body) =>
        TranscriptJson.Word(body, "translation") ?? TranscriptJson.Word(body, "text")
        ?? TranscriptJson.Word(body, "transcription") ?? TranscriptJson.Word(body, "transcript")
        ?? TranscriptJson.Word(root, "output")
        ?? (root.At("output") is { ValueKind: JsonValueKind.Array } list
            && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? string.Concat(list.EnumerateArray().Select(item => item.GetString()))
            : null)
        ?? Channels(body);

    /// <summary>
    /// The pieces: by speakers where they are told apart (Together's <c>speaker_segments</c>), else as the provider cut
    /// them.
    /// </summary>
    public static List<TranscriptSegment> Segments(JsonElement body)
    {
        foreach (var name in Lists)
        {
            if (Read(body.At(name)) is { Count: > 0 } segments)
            {
                return segments;
            }
        }

        return [.. ChannelsOf(body).SelectMany(Segments)];
    }

    /// <summary>The words with their times; none where the provider does not give them.</summary>
    public static List<TranscriptSegment> Words(JsonElement body) => Read(body.At("words"));

    /// <summary>A transcript for each channel, in lines.</summary>
    private static string? Channels(JsonElement body)
    {
        string[] texts = [.. ChannelsOf(body).Select(channel => Text(channel, channel)).OfType<string>()];
        return texts.Length == 0 ? null : string.Join('\n', texts);
    }

    /// <summary>
    /// Recordings of several channels: <c>transcripts</c> (ElevenLabs, "Multichannel speech-to-text"), or
    /// <c>results.channels</c> with their alternatives, the best first (Deepgram, "Multichannel").
    /// </summary>
    private static IEnumerable<JsonElement> ChannelsOf(JsonElement body) =>
        body.At("transcripts") is { ValueKind: JsonValueKind.Array } transcripts ? transcripts.EnumerateArray()
        : (body.At("results", "channels") is { ValueKind: JsonValueKind.Array } channels ? channels
            : body.At("channels")).Items()
            .Select(channel => channel.At("alternatives").Items().FirstOrDefault(channel));

    private static List<TranscriptSegment> Read(JsonElement list) =>
        [.. list.Items().Select(TranscriptJson.Segment).OfType<TranscriptSegment>()];
}
