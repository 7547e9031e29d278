using System.Text.Json;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Responses.Output;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>Why a response ended.</summary>
internal static class ResponseEnd
{
    /// <summary>
    /// <c>responses.js</c> and llama.cpp do not tell why the model stopped: an answer that was cut at its length is
    /// "completed" too. What can be seen is that the loop over MCP tools, of at most five turns of the model, ended
    /// before the model answered, and that the model used all the tokens that it was given.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="status">Its status.</param>
    /// <param name="output">Its items.</param>
    /// <param name="usedAllTokens">Whether the model wrote as much as it was allowed to.</param>
    public static ChatFinishReason ReasonOf(
        JsonElement response, string? status, ResponseOutput output, bool usedAllTokens)
    {
        if (status == "incomplete")
        {
            var reason = response.TryGetProperty("incomplete_details", out var details)
                && details.ValueKind == JsonValueKind.Object ? ResponseHead.Text(details, "reason") : null;
            return reason switch
            {
                "content_filter" => ChatFinishReason.ContentFilter,
                "max_output_tokens" or null => ChatFinishReason.Length,
                _ => new ChatFinishReason(reason),
            };
        }

        return output.CallsFunctions ? ChatFinishReason.ToolCalls
            : output.EndsWithMcpCall || usedAllTokens ? ChatFinishReason.Length
            : ChatFinishReason.Stop;
    }

    /// <summary>
    /// Whether the model wrote as much as it was allowed to. Only a server at an endpoint URL is asked so: the
    /// recordings of responses.js are read as they say.
    /// </summary>
    public static bool UsedAllTokens(Route route, ChatOptions? options, UsageDetails? usage) =>
        route.Endpoint is not null && options?.MaxOutputTokens is { } most && usage?.OutputTokenCount >= most;
}
