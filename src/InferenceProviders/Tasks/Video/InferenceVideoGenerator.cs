using InferenceProviders.Routing;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Tasks.Generation;

namespace InferenceProviders.Tasks.Video;

/// <summary>Text to video, image to video and image-text to video as an <see cref="IVideoGenerator"/>.</summary>
internal sealed class InferenceVideoGenerator(IRuntimeSource router, BoundModel model, string? provider)
    : IVideoGenerator
{
    private readonly VideoGeneratorMetadata _metadata = new("huggingface", model.Reference.ShownEndpoint
        ?? router.Current.Settings.RouterEndpoint, model.EndpointModel ?? model.Reference.ToString());

    public async Task<VideoGenerationResponse> GenerateAsync(
        VideoGenerationRequest request, VideoGenerationOptions? options = null,
            CancellationToken cancellationToken = default)
    {
        var job = JobRun.Of(options?.AllowBackgroundResponses, options?.ContinuationToken, nameof(options));
        var canonical = VideoRequestReader.Read(request, options, this);
        var outcome = await router.Current.RunTaskAsync<GenerationRequest, GenerationResult>(
            canonical.Originals.Count == 0 ? InferenceTask.TextToVideo : InferenceTask.ImageToVideo,

            // Some models are listed for text and image together; they take either request too.
            alternative: InferenceTask.ImageTextToVideo,
            model.With(options?.ModelId, nameof(options)),
            provider,
            canonical,
            options?.Routing,
            options?.Progress,
            cancellationToken,
            job).ConfigureAwait(false);
        return new VideoGenerationResponse(outcome.Pending is null ? [.. outcome.Result.Contents] : [])
        {
            RawRepresentation = outcome.Pending is null ? outcome.Result.Raw : null,
            ContinuationToken = outcome.Pending,
            AdditionalProperties = new() { [ReportProperty.Key] = outcome.Report },
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VideoGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(router) ? router
            : null;
    }

    /// <summary>The router owns the connections: nothing is to be released here.</summary>
    public void Dispose()
    {
    }
}
