using InferenceProviders.Mcp.Calls;
using InferenceProviders.Mcp.Tools;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>A function call of the model that is this client's to answer.</summary>
/// <param name="Function">What the model sent.</param>
/// <param name="Call">What the caller sees of it.</param>
/// <param name="Tool">What is to run; null when nothing is.</param>
/// <param name="Answer">The answer to a call for which no server is asked: a refusal, or what a search found.</param>
internal sealed record RequestedCall(
    FunctionCallContent Function, McpServerToolCallContent Call, BoundTool? Tool, ToolOutcome? Answer)
{
    /// <summary>Neither runs nor is refused before the user has decided.</summary>
    public bool NeedsApproval => Answer is null && Tool is { NeedsApproval: true };
}
