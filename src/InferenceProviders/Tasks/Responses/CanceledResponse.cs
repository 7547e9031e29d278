using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// The options of a call that cancels the background response of a token, in place of fetching it
/// (https://platform.openai.com/docs/guides/background#cancelling-a-background-response).
/// </summary>
internal sealed class CanceledResponse : ChatOptions
{
    public CanceledResponse(ResponseContinuationToken token) => ContinuationToken = token;
}
