using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.TextToAudio;

namespace InferenceProviders.SemanticKernel.Services;

/// <summary>
/// Text to speech as Semantic Kernel's service; music and sounds when that is what the model is served for.
/// </summary>
internal sealed class TextToAudioService(ModelAddress address) : ITextToAudioService
{
    private static readonly InferenceTask[] Tasks = [InferenceTask.TextToAudio, InferenceTask.TextToSpeech];

    public IReadOnlyDictionary<string, object?> Attributes { get; } = address.Attributes();

    public async Task<IReadOnlyList<AudioContent>> GetAudioContentsAsync(
        string text, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
            CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var reader = new SettingsReader(executionSettings);
        var asked = address.With(reader.ModelId);
        if (await asked.FindTaskAsync(Tasks, cancellationToken).ConfigureAwait(false) == InferenceTask.TextToAudio)
        {
            var options = new AudioGenerationOptions { AdditionalProperties = reader.Rest };
            var made = await asked.GenerateAudioAsync(text, options, cancellationToken).ConfigureAwait(false);
            return [Audio(made.Audio, made.Report, made)];
        }

        using var client = asked.Speaker();
        var response = await client.GetAudioAsync(
            text, new TextToSpeechOptions { AdditionalProperties = reader.Rest },
            cancellationToken).ConfigureAwait(false);
        return [
            .. response.Contents.OfType<DataContent>()
            .Select(audio => Audio(audio, response.GetRoutingReport(), response))];
    }

    private static AudioContent Audio(DataContent audio, RoutingReport? report, object response) =>
        new(audio.Data, audio.MediaType)
        {
            ModelId = report?.Model,
            InnerContent = response,
            Metadata = ContentMetadata.Of(report),
        };
}
