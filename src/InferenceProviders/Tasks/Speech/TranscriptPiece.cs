namespace InferenceProviders.Tasks.Speech;

/// <summary>A piece of a transcript: text that goes on where the piece before ended, a segment, or the end.</summary>
/// <param name="Text">What is added to the text; empty for what was given before, and for the end.</param>
internal sealed record TranscriptPiece(string Text) : TaskPiece
{
    /// <summary>The segment that has ended with it; null for none.</summary>
    public TranscriptSegment? Segment { get; init; }

    /// <summary>The whole transcript, when it is the last piece; null before.</summary>
    public Transcript? Transcript { get; init; }

    public override string AddedText => Text;

    /// <summary>The one piece of a transcript that came as a whole.</summary>
    public static TranscriptPiece Whole(Transcript transcript) => new(transcript.Text)
    {
        IsLast = true,
        IsWhole = true,
        Transcript = transcript,
        Usage = transcript.Usage,
        Amounts = ((IMeasuredResult)transcript).Amounts,
        Raw = transcript.Raw,
    };
}
