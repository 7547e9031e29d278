using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks.Speech;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

public sealed partial class InferenceRouter
{
    /// <summary>Makes a client that writes down speech. It is cheap, thread-safe, and needs no disposal.</summary>
    /// <remarks>
    /// The type of the audio is found in its first bytes, or given with <see cref="InferenceSpeechToTextOptions"/>, which also has the parameters of the task
    /// specification; parameters of the provider's own go by name through <c>AdditionalProperties</c>. The pieces with their times are on the response:
    /// <see cref="SpeechToTextResponseExtensions.GetSegments(SpeechToTextResponse)"/>.
    /// </remarks>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">A provider to call; null for the first live one of the Hub's mapping that serves the task.</param>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public ISpeechToTextClient AsISpeechToTextClient(string model, string? provider = null)
    {
        var (reference, named) = Check(model, provider);
        return new InferenceSpeechToTextClient(this, reference, named);
    }

    /// <summary>Makes a client that speaks texts. It is cheap, thread-safe, and needs no disposal.</summary>
    /// <remarks>
    /// <c>VoiceId</c>, <c>Speed</c> and <c>Language</c> are sent as <c>voice</c>, <c>speed</c> and <c>language</c>; which of them a model knows is its own matter.
    /// <c>AudioFormat</c> can be chosen on DeepInfra and Together. Results are bytes, fetched and checked.
    /// </remarks>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="provider">A provider to call; null for the first live one of the Hub's mapping that serves the task.</param>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public ITextToSpeechClient AsITextToSpeechClient(string model, string? provider = null)
    {
        var (reference, named) = Check(model, provider);
        return new InferenceTextToSpeechClient(this, reference, named);
    }

    /// <summary>Writes down speech (task <c>automatic-speech-recognition</c>) from bytes, a file or a URL.</summary>
    /// <param name="audio">The recording. A URL is sent as it is to providers that take URLs, and fetched for the others.</param>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="options">As for <see cref="AsISpeechToTextClient"/>.</param>
    /// <param name="provider">A provider to call; null for the first live one of the Hub's mapping that serves the task.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
    /// <exception cref="InferenceException">The call failed.</exception>
    public async Task<SpeechToTextResponse> TranscribeAsync(
        InferenceMedia audio, string model, SpeechToTextOptions? options = null, string? provider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        var (reference, named) = Check(model, provider);
        using var client = new InferenceSpeechToTextClient(this, reference, named);
        return await Transcriber.TranscribeAsync(
            Core, reference.Text, named, audio, options, options?.RawRepresentationFactory?.Invoke(client), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes music or sounds from a text (task <c>text-to-audio</c>).</summary>
    /// <param name="prompt">What to make; not empty.</param>
    /// <param name="model"><c>org/name</c>, or the URL of an endpoint.</param>
    /// <param name="options">How to make it; null leaves it to the model.</param>
    /// <param name="provider">A provider to call; null for the first live one of the Hub's mapping that serves the task.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">An argument or option is wrong; the message names it.</exception>
    /// <exception cref="InferenceException">The call failed.</exception>
    public async Task<GeneratedAudio> GenerateAudioAsync(
        string prompt, string model, AudioGenerationOptions? options = null, string? provider = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prompt);
        var request = new PipelineRequest { Inputs = prompt, Parameters = options?.ToParameters() ?? [] };
        var outcome = await RunAsync<Sound>(InferenceTask.TextToAudio, model, provider, request, options, cancellationToken).ConfigureAwait(false);
        return new GeneratedAudio(outcome.Result.Audio) { Report = outcome.Report, Raw = outcome.Result.Raw };
    }
}
