using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Speech;

/// <summary>
/// A piece of speech: bytes that go on where the piece before ended; none where the stream has closed.
/// </summary>
internal sealed record SpeechPiece(DataContent? Audio) : TaskPiece
{
    /// <summary>The one piece of speech that came as a whole.</summary>
    public static SpeechPiece Whole(Sound sound) =>
        new(sound.Audio) { IsLast = true, IsWhole = true, Usage = sound.Usage, Raw = sound.Raw };
}
