namespace InferenceProviders;

/// <summary>
/// Makes videos. Microsoft.Extensions.AI has no abstraction for them; this one is shaped like its
/// <c>IImageGenerator</c>. Implementations are thread-safe, and may be used by several calls at a time. Requests and
/// options are not changed.
/// </summary>
public interface IVideoGenerator : IDisposable
{
    /// <summary>Creates a video, or more where the provider can.</summary>
    /// <param name="request">A text, an image to begin with, or both.</param>
    /// <param name="options">How; null for the provider's defaults.</param>
    /// <param name="cancellationToken">
    /// Cancels the wait at once; the job is canceled at the provider where it lets jobs be canceled.
    /// </param>
    /// <returns>The videos, as bytes or URLs as the options say.</returns>
    /// <exception cref="InferenceException">The call failed.</exception>
    Task<VideoGenerationResponse> GenerateAsync(
        VideoGenerationRequest request, VideoGenerationOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds an object of a type that the generator, or one that it wraps, has (<see cref="VideoGeneratorMetadata"/>,
    /// the generator itself).
    /// </summary>
    /// <param name="serviceType">The type.</param>
    /// <param name="serviceKey">Tells several of a type apart.</param>
    /// <returns>Null when there is none.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
