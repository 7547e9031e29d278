using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>Shorter ways to call an <see cref="IVideoGenerator"/>.</summary>
public static class VideoGeneratorExtensions
{
    /// <summary>Creates a video from a text.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="prompt">What the video shows.</param>
    /// <param name="options">How; null for the provider's defaults.</param>
    /// <param name="cancellationToken">Cancels the wait at once.</param>
    /// <returns>The video, as bytes or a URL as the options say.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="generator"/> or <paramref name="prompt"/> is null.
    /// </exception>
    public static Task<VideoGenerationResponse> GenerateVideoAsync(
        this IVideoGenerator generator, string prompt, VideoGenerationOptions? options = null,
            CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(prompt);
        return generator.GenerateAsync(new VideoGenerationRequest(prompt), options, cancellationToken);
    }

    /// <summary>Creates a video that begins with an image.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="image">The first frame.</param>
    /// <param name="prompt">What happens in the video; null to leave it to the model.</param>
    /// <param name="options">How; null for the provider's defaults.</param>
    /// <param name="cancellationToken">Cancels the wait at once.</param>
    /// <returns>The video, as bytes or a URL as the options say.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="generator"/> or <paramref name="image"/> is null.
    /// </exception>
    public static Task<VideoGenerationResponse> AnimateImageAsync(
        this IVideoGenerator generator, AIContent image, string? prompt = null, VideoGenerationOptions? options = null,
            CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(image);
        return generator.GenerateAsync(new VideoGenerationRequest(prompt, [image]), options, cancellationToken);
    }

    /// <summary>Finds an object of a type that the generator has, or null.</summary>
    /// <typeparam name="TService">The type.</typeparam>
    /// <param name="generator">The generator.</param>
    /// <param name="serviceKey">Tells several of a type apart.</param>
    /// <returns>The object, or null when the generator has none of that type.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="generator"/> is null.</exception>
    public static TService? GetService<TService>(this IVideoGenerator generator, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return generator.GetService(typeof(TService), serviceKey) is TService service ? service : default;
    }

    /// <summary>Finds an object of a type that the generator has.</summary>
    /// <typeparam name="TService">The type.</typeparam>
    /// <param name="generator">The generator.</param>
    /// <param name="serviceKey">Tells several of a type apart.</param>
    /// <returns>The object.</returns>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static TService GetRequiredService<TService>(this IVideoGenerator generator, object? serviceKey = null) =>
        generator.GetService<TService>(serviceKey)
            ?? throw new InvalidOperationException($"The video generator does not provide a {typeof(TService)}.");
}
