using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// One request from its start to its end: runs what the user approved, then asks the model and runs what it calls,
/// until it calls no more, or only what the caller has to answer.
/// </summary>
internal sealed class ConversationLoop(CallExecutor executor)
{
    /// <returns>What the caller sees, as it comes.</returns>
    /// <exception cref="McpToolsException">
    /// The request cannot go on. It has everything that was produced before.
    /// </exception>
    public async IAsyncEnumerable<ChatResponseUpdate> RunAsync(
        Conversation conversation, List<ChatMessage> history, ConversationOutput output,
            [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = TurnsAsync(conversation, history, output, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using (updates.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (McpToolsException exception)
                {
                    throw WithMessages(exception, output.Produced);
                }

                yield return updates.Current;
            }
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> TurnsAsync(
        Conversation conversation, List<ChatMessage> history, ConversationOutput output,
            [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await conversation.StartAsync(history, cancellationToken).ConfigureAwait(false);
        if (conversation.Open.Count > 0)
        {
            await foreach (var (call, outcome) in executor.RunOpenAsync(
                conversation, cancellationToken).ConfigureAwait(false))
            {
                yield return output.AddApproved(call, outcome);
            }
        }

        if (conversation.AwaitsApproval)
        {
            yield return output.Pause(conversation.ConversationId);
            yield break;
        }

        while (true)
        {
            var turn = await conversation.NextTurnAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var update in output.AskAsync(conversation, turn, cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }

            // Nothing runs before the model's turn is complete: a stream that breaks off must not leave half of its
            // calls behind.
            List<AIContent> results = [];
            if (turn.Calls.Count > 0)
            {
                await foreach (var (call, outcome) in executor.RunAsync(
                    turn, results, cancellationToken).ConfigureAwait(false))
                {
                    yield return output.AddResult(call, outcome);
                }
            }

            if (!turn.GoesOn)
            {
                yield break;
            }

            var (messages, conversationId) = output.Answer();
            conversation.Add(messages, new ChatMessage(ChatRole.Tool, results), conversationId);
        }
    }

    /// <summary>
    /// An exception can be shared by requests that wait for one connection: each throws its own, with its own messages.
    /// </summary>
    private static McpToolsException WithMessages(McpToolsException exception, IList<ChatMessage> messages) =>
        new(exception.Kind, exception.Message, exception)
        {
            ServerName = exception.ServerName,
            ToolName = exception.ToolName,
            Messages = [.. messages],
        };
}
