using System.Runtime.CompilerServices;
using InferenceProviders.Mcp.Calls;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>Collects what the request produces into one response.</summary>
internal sealed class WholeOutput(IChatClient model) : ConversationOutput
{
    // Updates are of no interest to somebody who waits for the whole.
    private static readonly ChatResponseUpdate Nothing = new();
    private readonly List<ChatMessage> _produced = [];
    private readonly Dictionary<McpServerToolCallContent, ChatMessage> _messageOfCall = new(
        ReferenceEqualityComparer.Instance);
    private ChatMessage? _approved;
    private ChatResponse _last = new();
    private UsageDetails? _usage;

    public override IList<ChatMessage> Produced => _produced;

    public override async IAsyncEnumerable<ChatResponseUpdate> AskAsync(
        Conversation conversation, ModelTurn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _last = await model.GetResponseAsync(
            conversation.History, conversation.Options, cancellationToken).ConfigureAwait(false);
        if (_last.Usage is { } usage)
        {
            (_usage ??= new()).Add(usage);
        }

        foreach (var message in _last.Messages)
        {
            var first = turn.Calls.Count;
            var visible = CallerVisibleContent.With(message, turn.Accept(message.Contents));
            if (visible.Contents.Count > 0 || message.Contents.Count == 0)
            {
                _produced.Add(visible);
            }

            for (var index = first; index < turn.Calls.Count; index++)
            {
                _messageOfCall.Add(turn.Calls[index].Call, visible);
            }
        }

        yield break;
    }

    public override (IList<ChatMessage> Messages, string? ConversationId) Answer() =>
        (_last.Messages, _last.ConversationId);

    public override ChatResponseUpdate AddResult(McpServerToolCallContent call, ToolOutcome outcome)
    {
        _messageOfCall[call].Contents.Add(outcome.ToContent(call.CallId));
        return Nothing;
    }

    public override ChatResponseUpdate AddApproved(McpServerToolCallContent call, ToolOutcome outcome)
    {
        if (_approved is null)
        {
            _produced.Add(_approved = new ChatMessage { Role = ChatRole.Assistant, MessageId = NewMessageId() });
        }

        _approved.Contents.Add(call);
        _approved.Contents.Add(outcome.ToContent(call.CallId));
        return Nothing;
    }

    public override ChatResponseUpdate Pause(string? conversationId)
    {
        _last = new ChatResponse { FinishReason = ChatFinishReason.ToolCalls, ConversationId = conversationId };
        return Nothing;
    }

    /// <summary>The last response of the model, with everything that the request produced.</summary>
    public ChatResponse ToResponse() => CallerVisibleContent.OfResponse(_last, _produced, _usage);
}
