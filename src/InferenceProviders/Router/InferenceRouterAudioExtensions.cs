using InferenceProviders.Media;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks.Speech;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// The tasks about audio that have no abstraction of their own: transcripts in one call, labels, music, and audio from
/// audio.
/// </summary>
public static class InferenceRouterAudioExtensions
{
    private static readonly DataContent NoAudio = new(ReadOnlyMemory<byte>.Empty, "application/octet-stream");

    /// <param name="router">The router that makes the calls.</param>
    extension(InferenceRouter router)
    {
        /// <summary>
        /// Transcribes speech (task <c>automatic-speech-recognition</c>) from bytes, a file or a URL.
        /// </summary>
        /// <param name="audio">
        /// The recording. A URL is sent as it is to providers that take URLs, and fetched for the others.
        /// </param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">As for <see cref="InferenceRouter.AsISpeechToTextClient(string, string)"/>.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The transcript, with its segments where the provider gives them.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public async Task<SpeechToTextResponse> TranscribeAsync(
            InferenceMedia audio, string model, SpeechToTextOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(audio);
            var (reference, named) = router.Check(model, provider);
            return await TranscribeAsync(
                router, audio, new BoundModel(reference), named, options, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Creates music or sounds from a text (task <c>text-to-audio</c>).</summary>
        /// <param name="prompt">What to make; not empty.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">How to make it; null leaves it to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>
        /// The audio, with its media type; with <see cref="QueuedTaskOptions.AllowBackgroundResponses"/>, a token
        /// where the provider queues.
        /// </returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public async Task<GeneratedAudio> GenerateAudioAsync(
            string prompt, string model, AudioGenerationOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(prompt);
            var (reference, named) = router.Check(model, provider);
            return await GenerateAudioAsync(
                router, prompt, new BoundModel(reference), named, options, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>
        /// Says what can be heard (task <c>audio-classification</c>): the language, a command, a mood, whatever the
        /// model was trained for.
        /// </summary>
        /// <param name="audio">The recording: bytes, a file, a stream's content or a URL.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The labels, the most likely first, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<LabelScore>> ClassifyAudioAsync(
            InferenceMedia audio, string model, ClassificationOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(audio);
            return router.ListAsync<LabelScore>(
                InferenceTask.AudioClassification,
                model,
                provider,
                new PipelineRequest
                {
                    Media = audio,
                    Kind = MediaKind.Audio,
                    Parameters = options?.ToParameters() ?? [],
                },
                options,
                cancellationToken);
        }

        /// <summary>
        /// Creates audio from audio (task <c>audio-to-audio</c>): cleans it, takes speakers apart, answers, whichever
        /// the model does.
        /// </summary>
        /// <param name="audio">The recording: bytes, a file, a stream's content or a URL.</param>
        /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
        /// <param name="options">The task's parameters; null leaves them to the model.</param>
        /// <param name="provider">
        /// A provider to call; null for the first live one of the Hub's mapping that serves the task.
        /// </param>
        /// <param name="cancellationToken">Cancels the call.</param>
        /// <returns>The audio tracks, with the report of the call.</returns>
        /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
        /// <exception cref="InferenceException">The call failed.</exception>
        public Task<InferenceResults<AudioTrack>> TransformAudioAsync(
            InferenceMedia audio, string model, AudioToAudioOptions? options = null, string? provider = null,
                CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(audio);
            return router.ListAsync<AudioTrack>(
                InferenceTask.AudioToAudio,
                model,
                provider,
                new PipelineRequest
                {
                    Media = audio,
                    Kind = MediaKind.Audio,
                    Parameters = options?.ToParameters() ?? [],
                },
                options,
                cancellationToken);
        }
    }

    internal static async Task<SpeechToTextResponse> TranscribeAsync(
        InferenceRouter router, InferenceMedia audio, BoundModel model, string? provider, SpeechToTextOptions? options,
        CancellationToken cancellationToken)
    {
        using var client = new InferenceSpeechToTextClient(router, model, provider);
        return await Transcriber.TranscribeAsync(
            router.Core, model, provider, audio, options, options?.RawRepresentationFactory?.Invoke(client),
            cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<GeneratedAudio> GenerateAudioAsync(
        InferenceRouter router, string prompt, BoundModel model, string? provider, AudioGenerationOptions? options,
        CancellationToken cancellationToken)
    {
        var request = new PipelineRequest { Inputs = prompt, Parameters = options?.ToParameters() ?? [] };
        var outcome = await router.RunAsync<Sound>(
            InferenceTask.TextToAudio, model, provider, request, options, cancellationToken).ConfigureAwait(false);
        return outcome.Pending is { } pending
            ? new GeneratedAudio(NoAudio) { Report = outcome.Report, ContinuationToken = pending }
            : new GeneratedAudio(outcome.Result.Audio) { Report = outcome.Report, Raw = outcome.Result.Raw };
    }
}
