using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>One approval in a history: asked where, answered where and how.</summary>
internal sealed class Approval(string requestId)
{
    private bool _approved = true;
    private string? _reason;

    public string RequestId { get; } = requestId;

    public McpServerToolCallContent? Call { get; set; }

    public int? RequestIndex { get; set; }

    public int? ResponseIndex { get; set; }

    public bool IsAnswered => ResponseIndex is not null;

    public bool IsApproved => IsAnswered && _approved;

    /// <summary>
    /// The conversation went on between the request and the answer, or the request is not there: the call belongs where
    /// the answer is.
    /// </summary>
    public bool IsDeferred { get; private set; }

    /// <summary>The conversation went on after the request, or after the answer to it.</summary>
    public bool IsPast { get; private set; }

    /// <summary>What the model is told of a call that was not approved.</summary>
    public string Denial =>
        string.IsNullOrWhiteSpace(_reason)
            ? "The user did not approve this call. It was not run."
            : $"The user did not approve this call. It was not run. The user's reason: {_reason}";

    /// <summary>Takes an answer in. Should there be several, one denial is enough.</summary>
    public void Add(ToolApprovalResponseContent response)
    {
        _approved &= response.Approved;
        _reason ??= response.Reason;
    }

    /// <summary>Finds out what happened in the conversation around the approval.</summary>
    /// <param name="messages">The history.</param>
    /// <param name="goesOn">Whether a message of the model is more than the results of approvals.</param>
    public void Place(IReadOnlyList<ChatMessage> messages, Func<ChatMessage, bool> goesOn)
    {
        if (ResponseIndex is { } response)
        {
            IsDeferred = RequestIndex is not { } request
                || Any(messages, request + 1, response, message => goesOn(message) || HasWords(message));

            // Text of the user behind the answer does not make it an old one: it came with it.
            IsPast = Any(messages, response + 1, messages.Count, goesOn);
        }
        else if (RequestIndex is { } open)
        {
            IsPast = Any(messages, open + 1, messages.Count, message => goesOn(message) || HasWords(message));
        }
    }

    private static bool HasWords(ChatMessage message) =>
        message.Role == ChatRole.User
        && message.Contents.Any(static content => !ApprovalIndex.IsMcp(content) && content is not InputResponseContent);

    private static bool Any(IReadOnlyList<ChatMessage> messages, int from, int to, Func<ChatMessage, bool> predicate)
    {
        for (var index = from; index < to; index++)
        {
            if (predicate(messages[index]))
            {
                return true;
            }
        }

        return false;
    }
}
