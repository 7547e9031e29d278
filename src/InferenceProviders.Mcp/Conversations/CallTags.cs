using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// The way between the model's function call and what the caller sees of it. Ids of models are not unique (some begin
/// at 0 in every turn), so calls get ids of their own; the model's id and the name that it used travel along, through
/// JSON too, since providers want their own back.
/// </summary>
internal static class CallTags
{
    private const string CallId = "inference_providers.call_id";
    private const string Function = "inference_providers.function";

    public static McpServerToolCallContent ToMcpCall(FunctionCallContent call, string toolName, string? serverName)
    {
        var properties = call.AdditionalProperties?.Clone() ?? [];
        properties[CallId] = call.CallId;
        properties[Function] = call.Name;
        return new McpServerToolCallContent($"mcp_{Guid.NewGuid():N}", string.IsNullOrWhiteSpace(toolName) ? "unknown"
            : toolName, serverName)
        {
            Arguments = call.Arguments,
            RawRepresentation = call,
            AdditionalProperties = properties,
        };
    }

    /// <summary>The call as the model made it.</summary>
    /// <param name="call">What the caller's history has.</param>
    /// <param name="functionName">The name under which the model is offered the tool now; null when it is not.</param>
    public static FunctionCallContent ToFunctionCall(McpServerToolCallContent call, string? functionName)
    {
        var name = functionName ?? Text(call, Function) ?? Tools.FunctionName.For(call.Name);
        if (call.RawRepresentation is FunctionCallContent original && original.Name == name)
        {
            return original;
        }

        var properties = call.AdditionalProperties?.Clone();
        properties?.Remove(CallId);
        properties?.Remove(Function);
        return new FunctionCallContent(ModelCallId(call), name, call.Arguments)
        {
            AdditionalProperties = properties is { Count: > 0 } ? properties : null,
            RawRepresentation = (call.RawRepresentation as FunctionCallContent)?.RawRepresentation,
        };
    }

    /// <summary>The id that the model gave the call; our own when it gave none.</summary>
    public static string ModelCallId(McpServerToolCallContent call) =>
        Text(call, CallId) is { Length: > 0 } id ? id : call.CallId;

    // A history that was stored as JSON has JsonElements where there were strings.
    private static string? Text(McpServerToolCallContent call, string key) =>
        call.AdditionalProperties?.GetValueOrDefault(key)?.ToString();
}
