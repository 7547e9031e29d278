using InferenceProviders.Routing;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Tasks.Generation;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Images;

/// <summary>Text to image, image to image and image-text to image as an <see cref="IImageGenerator"/>.</summary>
internal sealed class InferenceImageGenerator(IRuntimeSource router, BoundModel model, string? provider)
    : IImageGenerator
{
    private readonly ImageGeneratorMetadata _metadata = new("huggingface", model.Reference.ShownEndpoint
        ?? router.Current.Settings.RouterEndpoint, model.EndpointModel ?? model.Reference.ToString());

    public async Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options = null,
            CancellationToken cancellationToken = default)
    {
        var own = options as InferenceImageOptions;
        var job = JobRun.Of(own?.AllowBackgroundResponses, own?.ContinuationToken, nameof(options));
        var canonical = ImageRequestReader.Read(request, options, this);
        var outcome = await router.Current.RunTaskAsync<GenerationRequest, GenerationResult>(
            canonical.Originals.Count == 0 ? InferenceTask.TextToImage : InferenceTask.ImageToImage,

            // Some models are listed for text and image together; they take either request too.
            alternative: InferenceTask.ImageTextToImage,
            model.With(options?.ModelId, nameof(options)),
            provider,
            canonical,
            RoutingOptionsExtensions.Find(options?.AdditionalProperties),
            own?.Progress,
            cancellationToken,
            job).ConfigureAwait(false);
        if (outcome.Pending is { } pending)
        {
            return new PendingImageResponse(pending);
        }

        // The response has no properties of its own: the report travels on its contents.
        foreach (var content in outcome.Result.Contents)
        {
            (content.AdditionalProperties ??= [])[ReportProperty.Key] = outcome.Report;
        }

        return new ImageGenerationResponse([.. outcome.Result.Contents])
        {
            RawRepresentation = outcome.Result.Raw,
            Usage = outcome.Result.Usage,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ImageGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(router) ? router
            : null;
    }

    /// <summary>The router owns the connections: nothing is to be released here.</summary>
    public void Dispose()
    {
    }
}
