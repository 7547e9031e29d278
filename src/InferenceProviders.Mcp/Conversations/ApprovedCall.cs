using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>An approved call whose result the history does not have.</summary>
/// <param name="RequestId">The approval.</param>
/// <param name="Call">What to run.</param>
/// <param name="Slot">Where the result goes, in the history for the model.</param>
/// <param name="IsPast">The conversation went on after the approval, so the call was run then: it must not be run now.</param>
internal sealed record ApprovedCall(string RequestId, McpServerToolCallContent Call, FunctionResultContent Slot, bool IsPast);
