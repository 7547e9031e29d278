using InferenceProviders.Mcp.Calls;
using InferenceProviders.Mcp.Tools;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>A function call of the model that is this client's to answer.</summary>
/// <param name="Function">What the model sent.</param>
/// <param name="Call">What the caller sees of it.</param>
/// <param name="Tool">What is to run; null when nothing is.</param>
/// <param name="Refusal">The answer to a call that is not run.</param>
internal sealed record RequestedCall(FunctionCallContent Function, McpServerToolCallContent Call, BoundTool? Tool, ToolOutcome? Refusal)
{
    /// <summary>Neither runs nor is refused before the user has decided.</summary>
    public bool NeedsApproval => Refusal is null && Tool is { NeedsApproval: true };
}
