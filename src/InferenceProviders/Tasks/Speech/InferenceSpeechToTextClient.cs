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
        Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audioSpeechStream);
        var mediaType = (options as InferenceSpeechToTextOptions)?.MediaType;
        var audio = await InferenceMedia.FromStreamAsync(
            audioSpeechStream, mediaType, router.Current.Settings.Limits.RequestBytes,
            cancellationToken).ConfigureAwait(false);
        return await Transcriber.TranscribeAsync(
            router.Current, model, provider, audio, options, options?.RawRepresentationFactory?.Invoke(this),
                cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// No provider streams transcripts over these routes: the whole of it comes as one update, with the report on it.
    /// </summary>
    public async IAsyncEnumerable<SpeechToTextResponseUpdate> GetStreamingTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetTextAsync(audioSpeechStream, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToSpeechToTextResponseUpdates())
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
}
