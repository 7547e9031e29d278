using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Routing;
using InferenceProviders.Shared;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>What is wrong with an answer of the Responses API.</summary>
internal sealed class AnswerFailures(Route route, ResponseInfo info, ResponsesRequest request)
{
    /// <summary>The answer is none.</summary>
    public InferenceException NotAnAnswer(string what, string? partialText, Exception? cause = null) =>
        new(InferenceErrorKind.Protocol,
            $"{route.SpeakerOf(info.Provider)} answered with {Redactor.Redact(what, route.Authorization?.Parameter)} "
            + $"for {route.Model}.",
            cause)
        {
            Provider = info.Provider ?? route.Name,
            Model = route.Model,
            RequestId = info.RequestId,
            PartialText = partialText,
        };

    /// <summary>The answer says that it failed.</summary>
    public InferenceException Failed(JsonElement response, string? partialText, UsageDetails? usage) =>
        ResponseFailure.Create(response, route, info, partialText, usage, ToolSecrets.Of(request.McpServers));

    /// <summary>
    /// Servers exist that ignore tools they do not know (llama.cpp): an answer without a word of the MCP server was
    /// given without its tools. Hugging Face and OpenAI say what they list; of a server behind an endpoint URL nothing
    /// is known.
    /// </summary>
    /// <param name="usedMcp">Whether the answer has a word of it.</param>
    /// <param name="partialText">What was said.</param>
    /// <exception cref="InferenceException">It has none, and should.</exception>
    public void CheckMcp(bool usedMcp, string? partialText)
    {
        if (route.Endpoint is null || request.McpServers.Count == 0 || usedMcp
            || request.Options?.ToolMode is NoneChatToolMode || request.AnswersApprovals)
        {
            return;
        }

        var names = string.Join("', '", request.McpServers.Select(server => server.ServerName));
        throw new InferenceException(
            InferenceErrorKind.NotSupported,
            $"The server at {route.Endpoint.Authority} answered without the tools of '{names}': its response has no "
                + $"mcp_list_tools, so it takes no HostedMcpServerTool. UseMcpServerTools of InferenceProviders.Mcp "
                + $"runs them in this process, with any server.")
        {
            Provider = info.Provider ?? route.Name,
            Model = route.Model,
            RequestId = info.RequestId,
            PartialText = partialText,
        };
    }
}
