using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Speech;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>What this library's transcripts have besides their text.</summary>
public static class SpeechToTextResponseExtensions
{
    internal const string SegmentsKey = OwnProperties.Prefix + "segments";

    /// <summary>
    /// The pieces of the transcript with their times, in order. Empty when the provider gave none: ask with
    /// <c>return_timestamps</c>.
    /// </summary>
    /// <returns>The segments in order; empty when there are none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    public static IReadOnlyList<TranscriptSegment> GetSegments(this SpeechToTextResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return Find(response.AdditionalProperties);
    }

    /// <summary>The pieces, on the update that has the text.</summary>
    /// <returns>The segments in order; empty when there are none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="update"/> is null.</exception>
    public static IReadOnlyList<TranscriptSegment> GetSegments(this SpeechToTextResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Find(update.AdditionalProperties);
    }

    private static IReadOnlyList<TranscriptSegment> Find(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(SegmentsKey, out var value)
            ? value as IReadOnlyList<TranscriptSegment>
                ?? StoredValue.Read(value, SpeechJson.Default.TranscriptSegmentArray) ?? []
            : [];
}
