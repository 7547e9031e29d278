using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Calls whose results are nowhere although the conversation went on: the user stopped while tools were running, or the
/// program ended. Servers refuse every later turn (400 "An assistant message with 'tool_calls' must be followed by tool
/// messages", "No tool output found for function call"; charmbracelet/crush#529, langgenius/dify#41846), so the model
/// is told what is known of such a call.
/// </summary>
internal static class UnansweredCalls
{
    /// <summary>Whether calls of a message have no result.</summary>
    /// <param name="messages">The history.</param>
    /// <param name="index">A message with calls.</param>
    public static bool Are(IReadOnlyList<ChatMessage> messages, int index)
    {
        // The end of the history: whoever asks so wants no more than that.
        if (index + 1 == messages.Count || messages[index].Role != ChatRole.Assistant)
        {
            return false;
        }

        var contents = messages[index].Contents;
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is FunctionCallContent call && !HasResult(messages, index, call.CallId))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The history with a result for each of them. Where there are none it is the same list.</summary>
    public static IReadOnlyList<ChatMessage> Answer(IReadOnlyList<ChatMessage> messages)
    {
        List<ChatMessage>? history = null;
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            history?.Add(message);
            if (!Are(messages, index))
            {
                continue;
            }

            var start = index;
            history ??= [.. messages.Take(index + 1)];
            while (index + 1 < messages.Count && HasResults(messages[index + 1]))
            {
                history.Add(messages[++index]);
            }

            history.Add(new ChatMessage(
                ChatRole.Tool,
                [.. message.Contents.OfType<FunctionCallContent>()
                    .Where(call => !HasResult(messages, start, call.CallId))
                    .Select(static call => new FunctionResultContent(call.CallId, ApprovalNotes.Handled))]));
        }

        return history ?? messages;
    }

    private static bool HasResult(IReadOnlyList<ChatMessage> messages, int start, string callId)
    {
        for (var index = start; index < messages.Count; index++)
        {
            var contents = messages[index].Contents;
            for (var i = 0; i < contents.Count; i++)
            {
                if (contents[i] is FunctionResultContent result && result.CallId == callId)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasResults(ChatMessage message) =>
        message.Contents.Any(static content => content is FunctionResultContent);
}
