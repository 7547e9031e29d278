using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>A call in the history whose result the history does not have.</summary>
/// <param name="RequestId">The request for its approval.</param>
/// <param name="Call">What the caller sees of it.</param>
/// <param name="Slot">Where the result goes, in the history for the model.</param>
/// <param name="NotRun">
/// What the model is told when the call was never run: that it was denied, or that nobody has decided. Null for a call
/// that was approved.
/// </param>
/// <param name="IsPast">
/// The conversation went on after the approval, so the call was run then: it must not be run now.
/// </param>
internal sealed record OpenCall(
    string RequestId, McpServerToolCallContent Call, FunctionResultContent Slot, string? NotRun, bool IsPast)
{
    /// <summary>Approved just now: to be run.</summary>
    public bool Runs => NotRun is null && !IsPast;
}
