namespace InferenceProviders;

/// <summary>A piece of a transcript.</summary>
/// <param name="Text">What was said.</param>
/// <param name="Start">Since the beginning of the audio; null when the provider does not say.</param>
/// <param name="End">
/// Since the beginning of the audio; null when the provider does not say, as for the last piece of some models.
/// </param>
public sealed record TranscriptSegment(string Text, TimeSpan? Start, TimeSpan? End)
{
    /// <summary>
    /// Who spoke, by the provider's label (<c>A</c>, <c>SPEAKER_01</c>); null when it does not tell speakers apart.
    /// </summary>
    public string? Speaker { get; init; }
}
