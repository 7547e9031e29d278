using System.Runtime.CompilerServices;
using InferenceProviders.Mcp.Calls;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>Hands every update on as it comes.</summary>
internal sealed class StreamedOutput(IChatClient model) : ConversationOutput
{
    private readonly string _approvedMessageId = NewMessageId();
    private readonly List<ChatResponseUpdate> _shown = [];
    private List<ChatResponseUpdate> _turn = [];

    public override IList<ChatMessage> Produced => _shown.ToChatResponse().Messages;

    public override async IAsyncEnumerable<ChatResponseUpdate> AskAsync(
        Conversation conversation, ModelTurn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _turn = [];
        var updates = model.GetStreamingResponseAsync(conversation.History, conversation.Options, cancellationToken);
        await foreach (var update in updates.ConfigureAwait(false))
        {
            _turn.Add(update);
            var contents = turn.Accept(update.Contents);
            if (contents.Count > 0 || update.Contents.Count == 0)
            {
                yield return Show(CallerVisibleContent.With(update, contents));
            }
        }
    }

    public override (IList<ChatMessage> Messages, string? ConversationId) Answer()
    {
        var response = _turn.ToChatResponse();
        return (response.Messages, response.ConversationId);
    }

    public override ChatResponseUpdate AddResult(McpServerToolCallContent call, ToolOutcome outcome) =>
        Show(CallerVisibleContent.OfResult(call, outcome, _turn));

    public override ChatResponseUpdate AddApproved(McpServerToolCallContent call, ToolOutcome outcome) =>
        Show(new ChatResponseUpdate(ChatRole.Assistant, [call, outcome.ToContent(call.CallId)])
        {
            MessageId = _approvedMessageId,
        });

    public override ChatResponseUpdate Pause(string? conversationId) =>
        Show(new ChatResponseUpdate { FinishReason = ChatFinishReason.ToolCalls, ConversationId = conversationId });

    private ChatResponseUpdate Show(ChatResponseUpdate update)
    {
        _shown.Add(update);
        return update;
    }
}
