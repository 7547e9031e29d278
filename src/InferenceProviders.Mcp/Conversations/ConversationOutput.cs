using InferenceProviders.Mcp.Calls;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// How one request asks the model and shows what came of it: whole (<see cref="WholeOutput"/>) or update by update
/// (<see cref="StreamedOutput"/>). The loop over the model's turns is the same for both:
/// <see cref="ConversationLoop"/>.
/// </summary>
internal abstract class ConversationOutput
{
    /// <summary>Everything that the request has produced so far, as the caller sees it.</summary>
    public abstract IList<ChatMessage> Produced { get; }

    /// <summary>Asks the model for its next turn, and gives <paramref name="turn"/> what it called.</summary>
    /// <returns>What the caller sees of it by now; nothing when the whole response comes at the end.</returns>
    public abstract IAsyncEnumerable<ChatResponseUpdate> AskAsync(
        Conversation conversation, ModelTurn turn, CancellationToken cancellationToken);

    /// <summary>The last answer of the model, in its own words, for the history.</summary>
    public abstract (IList<ChatMessage> Messages, string? ConversationId) Answer();

    /// <summary>Shows the result of a call of the model's last turn.</summary>
    public abstract ChatResponseUpdate AddResult(McpServerToolCallContent call, ToolOutcome outcome);

    /// <summary>Shows a call that the user has approved since the last request, with its result.</summary>
    public abstract ChatResponseUpdate AddApproved(McpServerToolCallContent call, ToolOutcome outcome);

    /// <summary>Ends the response without asking the model, which has to wait for the user.</summary>
    public abstract ChatResponseUpdate Pause(string? conversationId);

    protected static string NewMessageId() => $"msg_{Guid.NewGuid():N}";
}
