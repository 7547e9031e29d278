using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.AudioToText;

namespace InferenceProviders.SemanticKernel.Services;

/// <summary>Automatic speech recognition as Semantic Kernel's service.</summary>
internal sealed class AudioToTextService(ModelAddress address) : IAudioToTextService
{
    public IReadOnlyDictionary<string, object?> Attributes { get; } = address.Attributes();

    public async Task<IReadOnlyList<TextContent>> GetTextContentsAsync(
        AudioContent content, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
            CancellationToken cancellationToken = default)
    {
        var audio = BinaryContents.ToMedia(content, nameof(content));
        var reader = new SettingsReader(executionSettings);
        var options = new InferenceSpeechToTextOptions
        {
            ModelId = reader.ModelId,
            SpeechLanguage = reader.TakeText("language"),
            ReturnTimestamps = reader.TakeFlag("return_timestamps"),
        };
        options.AdditionalProperties = reader.Rest;
        var response = await address.TranscribeAsync(audio, options, cancellationToken).ConfigureAwait(false);

        var metadata = ContentMetadata.Of(response.GetRoutingReport());
        if (response.GetSegments() is { Count: > 0 } segments)
        {
            metadata["Segments"] = segments;
        }

        if (response.AdditionalProperties?.GetValueOrDefault("language") is string language)
        {
            metadata["Language"] = language;
        }

        return [new TextContent(response.Text, response.ModelId, response, metadata: metadata)];
    }
}
