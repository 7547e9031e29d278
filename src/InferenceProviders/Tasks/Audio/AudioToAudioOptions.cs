using InferenceProviders.Tasks;

namespace InferenceProviders;

/// <summary>The parameters of audio to audio; the specification has none of its own.</summary>
public sealed class AudioToAudioOptions : QueuedTaskOptions
{
    private protected override void AddTo(WireBody parameters)
    {
    }
}
