using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Which answers to approval requests of hosted MCP tools a history holds, and which of them are still to be carried
/// out: those behind the last message of the assistant. A server runs an approved call each time it sees the approval,
/// so one that has been answered must not be sent again.
/// </summary>
internal sealed class HostedMcpApprovals
{
    private readonly Dictionary<string, ToolApprovalResponseContent> _responses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _requests = new(StringComparer.Ordinal);

    public HostedMcpApprovals(IReadOnlyList<ChatMessage> messages)
    {
        var lastAnswer = LastOfAssistant(messages);
        HashSet<string>? run = null;
        for (var index = 0; index < messages.Count; index++)
        {
            foreach (var content in messages[index].Contents)
            {
                switch (content)
                {
                    case ToolApprovalRequestContent { ToolCall: McpServerToolCallContent } request:
                        _requests.Add(request.RequestId);
                        break;

                    case ToolApprovalResponseContent { ToolCall: McpServerToolCallContent } response:
                        Add(response, isOpen: index > lastAnswer);
                        break;

                    case McpServerToolResultContent result:
                        (run ??= new(StringComparer.Ordinal)).Add(result.CallId);
                        break;
                }
            }
        }

        if (run is not null)
        {
            _open.RemoveWhere(id => run.Contains(CallIdOf(id)));
        }
    }

    /// <summary>The approvals and denials that this request answers.</summary>
    public IEnumerable<ToolApprovalResponseContent> Open => _open.Select(id => _responses[id]);

    public bool IsOpen(string requestId) => _open.Contains(requestId);

    /// <summary>Whether the user decided, long ago or just now.</summary>
    public bool HasResponse(string requestId) => _responses.ContainsKey(requestId);

    public bool HasRequest(string requestId) => _requests.Contains(requestId);

    /// <summary>
    /// The denial of a request, answered long ago or just now; null when it was approved or never answered.
    /// </summary>
    public ToolApprovalResponseContent? DenialOf(string requestId) =>
        _responses.TryGetValue(requestId, out var response) && !response.Approved ? response : null;

    /// <summary>
    /// The id under which <c>responses.js</c> runs an approved call: the part of the request's id behind its first
    /// underscore.
    /// </summary>
    private static string CallIdOf(string requestId)
    {
        var parts = requestId.Split('_');
        return parts.Length > 1 ? $"mcp_{parts[1]}" : requestId;
    }

    private static int LastOfAssistant(IReadOnlyList<ChatMessage> messages)
    {
        for (var index = messages.Count - 1; index >= 0; index--)
        {
            if (messages[index].Role == ChatRole.Assistant)
            {
                return index;
            }
        }

        return -1;
    }

    private void Add(ToolApprovalResponseContent response, bool isOpen)
    {
        if (_responses.TryGetValue(response.RequestId, out var first))
        {
            if (first.Approved != response.Approved)
            {
                throw ChatRequestValidator.Invalid(
                    $"The approval request '{response.RequestId}' is both approved and denied: answer it once.",
                    "messages");
            }

            // Answered in an earlier turn, or twice in this one: what was asked for once is run once.
            return;
        }

        _responses.Add(response.RequestId, response);
        if (isOpen)
        {
            _open.Add(response.RequestId);
        }
    }
}
