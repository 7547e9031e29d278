using InferenceProviders.Tasks.Video;
using InferenceProviders.Transport;

namespace InferenceProviders;

public sealed partial class InferenceRouter
{
    /// <summary>
    /// Makes a video generator for a model: videos from a text, an image, or both, whichever the request has and the model is served for.
    /// It is cheap, thread-safe, and needs no disposal.
    /// </summary>
    /// <remarks>
    /// Every provider queues videos. The wait ends with the job, with <see cref="InferenceTimeouts.Call"/>, or with the caller's token;
    /// <see cref="VideoGenerationOptions.Progress"/> tells how far it is. A job is never submitted twice.
    /// </remarks>
    /// <param name="model"><c>org/name</c>.</param>
    /// <param name="provider">A provider to call; null for the first live one of the Hub's mapping that serves the task.</param>
    /// <exception cref="ArgumentException">The text is not a model reference, or the name not a provider's.</exception>
    public IVideoGenerator AsIVideoGenerator(string model, string? provider = null)
    {
        var (reference, named) = Check(model, provider);
        return new InferenceVideoGenerator(this, reference, named);
    }

    /// <summary>
    /// Writes a media file behind a result URL to a stream, without keeping it in memory: https from public addresses only, without credentials, under
    /// <see cref="InferenceLimits.DownloadBytes"/> and <see cref="InferenceTimeouts.Call"/>.
    /// </summary>
    /// <param name="uri">For example that of a <c>UriContent</c> in a response.</param>
    /// <param name="destination">It stays open. When the call fails, it has part of the file.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The media type, when the answer or the file's first bytes tell it.</returns>
    /// <exception cref="InferenceException">The URL was refused, or the file too large, or it could not be fetched.</exception>
    public async Task<string?> DownloadAsync(Uri uri, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(destination);
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var deadline = new Deadline(Core.Settings.Timeouts.Call, Core.Settings.TimeProvider, cancellationToken);
        try
        {
            return await Core.Downloads.CopyAsync(uri, destination, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InferenceException(
                InferenceErrorKind.Timeout, $"The download from {uri.Host} did not end within {Core.Settings.Timeouts.Call.TotalSeconds:0.###} s.", exception);
        }
    }
}
