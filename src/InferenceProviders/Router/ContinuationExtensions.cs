using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Clients;
using InferenceProviders.Tasks.Images;
using InferenceProviders.Tasks.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// Finds the token of a running job on what this library's clients return, and cancels responses that are in progress.
/// </summary>
public static class ContinuationExtensions
{
    /// <summary>
    /// Cancels a response that the server makes in the background, whichever process asked for it
    /// (<c>POST /v1/responses/{id}/cancel</c>,
    /// https://platform.openai.com/docs/guides/background#cancelling-a-background-response). Canceling twice is no
    /// error. What was made until then is paid for.
    /// </summary>
    /// <param name="client">
    /// A client of this library for the server that has the response, or a pipeline around one.
    /// </param>
    /// <param name="token">The <see cref="ChatResponse.ContinuationToken"/> of the response.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the server has taken notice.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="client"/> or <paramref name="token"/> is null.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// There is no client of this library in <paramref name="client"/>, or the token is not one of the Responses API.
    /// </exception>
    /// <exception cref="InferenceException">
    /// The server keeps no responses (<see cref="InferenceErrorKind.NotSupported"/>), does not have this one, has
    /// completed it, or did not answer.
    /// </exception>
    public static Task CancelResponseAsync(
        this IChatClient client, ResponseContinuationToken token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(token);
        return client.GetService<InferenceChatClient>() is { } own
            ? own.GetResponseAsync([], new CanceledResponse(token), cancellationToken)
            : throw new ArgumentException(
                "The client is neither one of this library nor a pipeline around one: pass the client that "
                + "AsIChatClient returned.",
                nameof(client));
    }

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
