using System.Text.Json;
using AspNetCoreChat.Events;
using Microsoft.Extensions.AI;

namespace AspNetCoreChat.Chat;

/// <summary>The parts of an answer as the page shows them.</summary>
internal static class ContentEvents
{
    /// <summary>Null for what the page does not show.</summary>
    public static PlaygroundEvent? From(AIContent content) => content switch
    {
        TextReasoningContent { Text.Length: > 0 } thought => new ReasoningEvent(thought.Text),
        TextContent { Text.Length: > 0 } text => new TextEvent(text.Text),
        DataContent data => new MediaEvent(data.MediaType, data.Uri),
        FunctionCallContent call => new ToolCallEvent(call.CallId, call.Name, Server: null, Json(call.Arguments)),
        McpServerToolCallContent call =>
            new ToolCallEvent(call.CallId, call.Name, call.ServerName, Json(call.Arguments)),
        McpServerToolResultContent result =>
            new ToolResultEvent(
                result.CallId, Text(result.Outputs ?? []),
                result.Outputs?.Any(static output => output is ErrorContent) == true),
        ToolApprovalRequestContent { ToolCall: McpServerToolCallContent call } request =>
            new ApprovalEvent(request.RequestId, call.CallId, call.Name, call.ServerName, Json(call.Arguments)),
        _ => null,
    };

    private static JsonElement Json(IDictionary<string, object?>? arguments) =>
        JsonSerializer.SerializeToElement(arguments
            ?? new Dictionary<string, object?>(),
            AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));

    private static string Text(IList<AIContent> outputs) =>
        string.Join('\n', outputs.Select(static output => output switch
    {
        TextContent text => text.Text,
        ErrorContent error => error.Message,
        DataContent data => $"[{data.MediaType}, {data.Data.Length} bytes]",
        _ => $"[{output.GetType().Name}]",
    }));
}
