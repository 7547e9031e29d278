using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>What a history says about each MCP call: its request for approval, the answer, and the result.</summary>
internal sealed class ApprovalIndex
{
    private readonly Dictionary<string, Approval> _approvals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, McpServerToolResultContent> _results = new(StringComparer.Ordinal);

    public ApprovalIndex(IReadOnlyList<ChatMessage> messages)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            foreach (var content in messages[index].Contents)
            {
                switch (content)
                {
                    case McpServerToolResultContent result:
                        _results.TryAdd(CallKey(result.CallId), result);
                        break;

                    case ToolApprovalRequestContent { ToolCall: McpServerToolCallContent call } request:
                        var asked = Get(request.RequestId);

                        // What was asked is what runs: the request's call wins over the copy in the answer, which may
                        // come from elsewhere.
                        asked.Call = call;
                        asked.RequestIndex ??= index;
                        break;

                    case ToolApprovalResponseContent { ToolCall: McpServerToolCallContent call } response:
                        var answered = Get(response.RequestId);
                        answered.Call ??= call;
                        answered.ResponseIndex ??= index;
                        answered.Add(response);
                        break;
                }
            }
        }

        var approvedCalls = _approvals.Values.Select(static approval => CallKey(approval.Call!.CallId))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var approval in _approvals.Values)
        {
            approval.Place(messages, message => GoesOn(message, approvedCalls));
        }
    }

    public Approval this[string requestId] => _approvals[requestId];

    public McpServerToolResultContent? ResultOf(string callId) => _results.GetValueOrDefault(CallKey(callId));

    /// <summary>
    /// The id of a call. The Responses API runs the approved request <c>mcpr_x</c> as the call <c>mcp_x</c>: a history
    /// from there must not run it once more.
    /// </summary>
    public static string CallKey(string callId) =>
        callId.StartsWith("mcpr_", StringComparison.Ordinal) ? $"mcp_{callId.AsSpan(5)}" : callId;

    /// <summary>Whether the message has anything in it that only this client understands.</summary>
    public static bool Concerns(ChatMessage message)
    {
        foreach (var content in message.Contents)
        {
            if (IsMcp(content))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsMcp(AIContent content) => content is McpServerToolCallContent or McpServerToolResultContent
        or ToolApprovalRequestContent { ToolCall: McpServerToolCallContent }
            or ToolApprovalResponseContent { ToolCall: McpServerToolCallContent };

    /// <summary>
    /// Whether the model went on to say or do something. Function calls alone can be a message that an outer client put
    /// there to pair its own results, and the results of approvals come before the model is asked.
    /// </summary>
    private static bool GoesOn(ChatMessage message, HashSet<string> approvedCalls) =>
        message.Role == ChatRole.Assistant && message.Contents.Any(content => content switch
    {
        FunctionCallContent => false,
        McpServerToolCallContent call => !approvedCalls.Contains(CallKey(call.CallId)),
        McpServerToolResultContent result => !approvedCalls.Contains(CallKey(result.CallId)),
        _ => true,
    });

    private Approval Get(string requestId)
    {
        if (!_approvals.TryGetValue(requestId, out var approval))
        {
            _approvals.Add(requestId, approval = new Approval(requestId));
        }

        return approval;
    }
}
