using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Images;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>Finds the token of a job that goes on, on what this library's clients return.</summary>
public static class ContinuationExtensions
{
    /// <summary>
    /// The token with which the same call goes on (<see cref="InferenceImageOptions.ContinuationToken"/>).
    /// </summary>
    /// <returns>The token; null when the images are there.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    public static ResponseContinuationToken? GetContinuationToken(this ImageGenerationResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return (response as PendingImageResponse)?.ContinuationToken;
    }

    /// <summary>
    /// The token with which the same call goes on (<see cref="InferenceSpeechToTextOptions.ContinuationToken"/>).
    /// </summary>
    /// <returns>The token; null when the text is there.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    public static ResponseContinuationToken? GetContinuationToken(this SpeechToTextResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ContinuationProperty.Find(response.AdditionalProperties);
    }

    /// <summary>
    /// The token with which the same call goes on (<see cref="InferenceTextToSpeechOptions.ContinuationToken"/>).
    /// </summary>
    /// <returns>The token; null when the audio is there.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    public static ResponseContinuationToken? GetContinuationToken(this TextToSpeechResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ContinuationProperty.Find(response.AdditionalProperties);
    }
}
