using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Puts one turn of the model together again where it stands in two messages: what it said or thought in one, what it
/// called in the next. <c>FunctionInvokingChatClient</c> splits it so after an approval; servers want the calls with
/// the reasoning that led to them, and all calls of a turn in one message. A message with calls and their results is
/// taken apart.
/// </summary>
internal static class AssistantTurns
{
    /// <summary>The history with whole turns. Where no turn is split it is the same list.</summary>
    public static IReadOnlyList<ChatMessage> Join(IReadOnlyList<ChatMessage> messages)
    {
        messages = Split(messages);
        List<ChatMessage>? joined = null;
        for (var index = 1; index < messages.Count; index++)
        {
            var previous = joined?[^1] ?? messages[index - 1];
            if (!Continues(previous, messages[index]))
            {
                joined?.Add(messages[index]);
                continue;
            }

            joined ??= [.. messages.Take(index)];
            var whole = previous.Clone();
            whole.Contents = [.. previous.Contents, .. messages[index].Contents];
            joined[^1] = whole;
        }

        return joined ?? messages;
    }

    /// <summary>Whether the second message has the calls of the turn that the first began.</summary>
    public static bool Continues(ChatMessage first, ChatMessage second) =>
        second.Role == ChatRole.Assistant
        && first.Role == ChatRole.Assistant
        && first.AuthorName == second.AuthorName
        && IsCalls(second)
        && ((first.MessageId is { } id && id == second.MessageId) || OnlyBegins(first));

    /// <summary>Whether a content of a message in this role takes the message apart.</summary>
    public static bool Splits(AIContent content, ChatRole role) =>
        content is FunctionResultContent && role == ChatRole.Assistant;

    /// <summary>
    /// Results in a message of the assistant, of functions that a service ran itself, become messages of their own, and
    /// what stands behind them the model's next turn.
    /// </summary>
    private static IReadOnlyList<ChatMessage> Split(IReadOnlyList<ChatMessage> messages)
    {
        List<ChatMessage>? split = null;
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            if (!IsSplit(message))
            {
                split?.Add(message);
                continue;
            }

            split ??= [.. messages.Take(index)];
            List<AIContent> part = [];
            var isResult = false;
            foreach (var content in message.Contents)
            {
                if (content is FunctionResultContent != isResult)
                {
                    Add(split, message, part, isResult);
                    (part, isResult) = ([], !isResult);
                }

                part.Add(content);
            }

            Add(split, message, part, isResult);
        }

        return split ?? messages;
    }

    private static void Add(List<ChatMessage> messages, ChatMessage whole, List<AIContent> part, bool isResult)
    {
        if (!part.TrueForAll(static content => content is UsageContent))
        {
            var message = isResult ? new ChatMessage { Role = ChatRole.Tool } : whole.Clone();
            message.Contents = part;
            messages.Add(message);
        }
    }

    private static bool IsSplit(ChatMessage message)
    {
        for (var index = 0; index < message.Contents.Count; index++)
        {
            if (Splits(message.Contents[index], message.Role))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCalls(ChatMessage message)
    {
        var calls = false;
        for (var index = 0; index < message.Contents.Count; index++)
        {
            switch (message.Contents[index])
            {
                case FunctionCallContent:
                    calls = true;
                    break;

                case TextReasoningContent or UsageContent or TextContent { Text.Length: 0 }:
                    break;

                default:
                    return false;
            }
        }

        return calls;
    }

    /// <summary>Thoughts or calls, and nothing said: no turn ends with that.</summary>
    private static bool OnlyBegins(ChatMessage message)
    {
        var begins = false;
        for (var index = 0; index < message.Contents.Count; index++)
        {
            switch (message.Contents[index])
            {
                case FunctionCallContent or TextReasoningContent:
                    begins = true;
                    break;

                case UsageContent or TextContent { Text.Length: 0 }:
                    break;

                default:
                    return false;
            }
        }

        return begins;
    }
}
