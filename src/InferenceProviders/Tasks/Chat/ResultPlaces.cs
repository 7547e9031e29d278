using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Results of functions where servers want them: behind the message that has their calls, each once, with nothing
/// beside them. Frameworks put results that came late at the end (microsoft/agent-framework#6909), reducers of
/// histories cut off the calls that results belong to (microsoft/agent-framework#2810), and strict servers answer 400
/// "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'".
/// </summary>
internal static class ResultPlaces
{
    /// <summary>Whether the results of a message are where they belong.</summary>
    /// <param name="messages">The history.</param>
    /// <param name="index">A message with results.</param>
    public static bool AreRight(IReadOnlyList<ChatMessage> messages, int index)
    {
        var start = index;
        while (start > 0 && IsResults(messages[start]))
        {
            start--;
        }

        var calls = messages[start];
        if (start == index || calls.Role != ChatRole.Assistant || !HasCalls(calls))
        {
            return false;
        }

        var contents = messages[index].Contents;
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is FunctionResultContent result
                && (IsOfAnother(messages, start, result.CallId) || IsRepeated(messages, start + 1, index, i)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The history with the results in their places. Of two results of one call the later is kept; one without a call
    /// is told in words, unless it stands among the results of others.
    /// </summary>
    public static IReadOnlyList<ChatMessage> Arrange(IReadOnlyList<ChatMessage> messages)
    {
        if (IsArranged(messages))
        {
            return messages;
        }

        var history = new List<(ChatMessage Message, List<AIContent>? Results)>(messages.Count);
        var called = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (!HasResults(message))
            {
                foreach (var call in message.Contents.OfType<FunctionCallContent>())
                {
                    called[call.CallId] = history.Count;
                }

                history.Add((message, HasCalls(message) ? [] : null));
                continue;
            }

            List<AIContent> told = [];
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
            {
                if (!called.TryGetValue(result.CallId, out var place)
                    && history is [.., (_, not null)])
                {
                    place = called[result.CallId] = history.Count - 1;
                }

                if (called.ContainsKey(result.CallId))
                {
                    var results = history[place].Results!;
                    results.RemoveAll(known => ((FunctionResultContent)known).CallId == result.CallId);
                    results.Add(result);
                }
                else
                {
                    told.Add(new TextContent($"[A function returned: {ToolResultWriter.Words(result)}]\n"));
                }
            }

            Add(history, ChatRole.Assistant, told);
            Add(history, ChatRole.User, [.. message.Contents.Where(static content => !IsOfResults(content))]);
        }

        return [.. history.SelectMany(static entry => entry.Results is { Count: > 0 } results
            ? (ChatMessage[])[entry.Message, new(ChatRole.Tool, results)]
            : [entry.Message])];
    }

    private static void Add(
        List<(ChatMessage Message, List<AIContent>? Results)> history, ChatRole role, List<AIContent> contents)
    {
        if (contents.Count > 0)
        {
            history.Add((new ChatMessage(role, contents), null));
        }
    }

    private static bool IsArranged(IReadOnlyList<ChatMessage> messages)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            if (HasResults(messages[index]) && !AreRight(messages, index))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a result of the same call came before, among the results of one turn.</summary>
    private static bool IsRepeated(IReadOnlyList<ChatMessage> messages, int start, int index, int content)
    {
        var id = ((FunctionResultContent)messages[index].Contents[content]).CallId;
        for (var i = start; i < index; i++)
        {
            if (Has<FunctionResultContent>(messages[i], id))
            {
                return true;
            }
        }

        for (var i = 0; i < content; i++)
        {
            if (messages[index].Contents[i] is FunctionResultContent before && before.CallId == id)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has<TContent>(ChatMessage message, string callId)
        where TContent : AIContent
    {
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is TContent content && callId == content switch
            {
                FunctionCallContent call => call.CallId,
                FunctionResultContent result => result.CallId,
                _ => null,
            })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a result is that of a call in an earlier turn, and not of the turn that it follows.</summary>
    private static bool IsOfAnother(IReadOnlyList<ChatMessage> messages, int start, string callId)
    {
        for (var i = start; i >= 0; i--)
        {
            if (Has<FunctionCallContent>(messages[i], callId))
            {
                return i != start;
            }
        }

        return false;
    }

    private static bool HasCalls(ChatMessage message)
    {
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is FunctionCallContent)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasResults(ChatMessage message)
    {
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is FunctionResultContent)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a message has results, and nothing else.</summary>
    private static bool IsResults(ChatMessage message)
    {
        var has = false;
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (!IsOfResults(message.Contents[i]))
            {
                return false;
            }

            has |= message.Contents[i] is FunctionResultContent;
        }

        return has;
    }

    private static bool IsOfResults(AIContent content) =>
        content is FunctionResultContent or UsageContent or TextContent { Text.Length: 0 };
}
