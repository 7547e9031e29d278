namespace InferenceProviders.Emulator.Tasks.Speech;

/// <summary>How a provider gives speech and transcripts in pieces.</summary>
internal enum SpeechForm
{
    /// <summary>Not at all.</summary>
    Whole,

    /// <summary>
    /// Speech as bytes that come while they are made, and in events for <c>stream_format</c>; transcripts in events.
    /// </summary>
    OpenAI,

    /// <summary>Speech in events with samples, for <c>stream</c> and <c>raw</c>.</summary>
    Samples,
}
