using System.Runtime.CompilerServices;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Runtime;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Speech;

/// <summary>Automatic speech recognition as an <see cref="ISpeechToTextClient"/>.</summary>
internal sealed class InferenceSpeechToTextClient(IRuntimeSource router, BoundModel model, string? provider)
    : ISpeechToTextClient
{
    private readonly SpeechToTextClientMetadata _metadata = new("huggingface", model.Reference.ShownEndpoint
        ?? router.Current.Settings.RouterEndpoint, model.EndpointModel ?? model.Reference.ToString());

    public async Task<SpeechToTextResponse> GetTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default) =>
        await Transcriber.TranscribeAsync(
            router.Current, model, provider, await ReadAsync(audioSpeechStream, options, cancellationToken)
                .ConfigureAwait(false), options, options?.RawRepresentationFactory?.Invoke(this),
                cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="Transcriber.StreamAsync"/>
    public async IAsyncEnumerable<SpeechToTextResponseUpdate> GetStreamingTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (options is InferenceSpeechToTextOptions { AllowBackgroundResponses: true }
            or InferenceSpeechToTextOptions { ContinuationToken: not null })
        {
            // A job that is queued, or was: it has no pieces.
            var response = await GetTextAsync(audioSpeechStream, options, cancellationToken).ConfigureAwait(false);
            foreach (var update in response.ToSpeechToTextResponseUpdates())
            {
                yield return update;
            }

            yield break;
        }

        var audio = await ReadAsync(audioSpeechStream, options, cancellationToken).ConfigureAwait(false);
        var updates = Transcriber.StreamAsync(
            router.Current, model, provider, audio, options, options?.RawRepresentationFactory?.Invoke(this),
            cancellationToken);
        await foreach (var update in updates.ConfigureAwait(false))
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(SpeechToTextClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(router) ? router
            : null;
    }

    /// <summary>The router owns the connections: nothing is to be released here.</summary>
    public void Dispose()
    {
    }

    private Task<InferenceMedia> ReadAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(audioSpeechStream);
        return InferenceMedia.OverStreamAsync(
            audioSpeechStream, (options as InferenceSpeechToTextOptions)?.MediaType,
            router.Current.Settings.Limits.RequestBytes, cancellationToken);
    }
}
