using InferenceProviders.Media;
using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders;

public sealed partial class InferenceRouter
{
    /// <summary>Says what is to be heard (task <c>audio-classification</c>): the language, a command, a mood, whatever the model was trained for.</summary>
    /// <param name="audio">The recording: bytes, a file, a stream's content or a URL.</param>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="options">The task's parameters; null leaves them to the model.</param>
    /// <param name="provider">A provider to call; null for the first live one of the Hub's mapping that serves the task.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
    /// <exception cref="InferenceException">The call failed.</exception>
    public Task<InferenceResults<LabelScore>> ClassifyAudioAsync(
        InferenceMedia audio, string model, ClassificationOptions? options = null, string? provider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        return ListAsync<LabelScore>(
            InferenceTask.AudioClassification,
            model,
            provider,
            new PipelineRequest { Media = audio, Kind = MediaKind.Audio, Parameters = options?.ToParameters() ?? [] },
            options,
            cancellationToken);
    }

    /// <summary>Makes audio from audio (task <c>audio-to-audio</c>): cleans it, takes speakers apart, answers, whichever the model does.</summary>
    /// <param name="audio">The recording: bytes, a file, a stream's content or a URL.</param>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="options">The task's parameters; null leaves them to the model.</param>
    /// <param name="provider">A provider to call; null for the first live one of the Hub's mapping that serves the task.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
    /// <exception cref="InferenceException">The call failed.</exception>
    public Task<InferenceResults<AudioTrack>> TransformAudioAsync(
        InferenceMedia audio, string model, AudioToAudioOptions? options = null, string? provider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        return ListAsync<AudioTrack>(
            InferenceTask.AudioToAudio,
            model,
            provider,
            new PipelineRequest { Media = audio, Kind = MediaKind.Audio, Parameters = options?.ToParameters() ?? [] },
            options,
            cancellationToken);
    }
}
