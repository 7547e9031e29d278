using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// A history in what every protocol has words for. Most histories are so already, and one look at each content says so;
/// only the others are walked by the rules, each of which knows its own contents.
/// </summary>
internal static class ExpressibleHistory
{
    /// <summary>
    /// The history for chat completions, which run no tools. Where nothing is to be changed it is the same list.
    /// </summary>
    /// <exception cref="ArgumentException">A content is null.</exception>
    /// <exception cref="InferenceException">A content has no place in a request.</exception>
    public static IReadOnlyList<ChatMessage> Of(IReadOnlyList<ChatMessage> messages) =>
        IsExpressible(messages, isWhole: true)
            ? messages
            : Finish(HostedMcpHistory.Express(FunctionApprovalHistory.Express(messages)), keepsItems: false);

    /// <summary>
    /// The same for the Responses API: approvals that this request answers stay, with what they answer, and so does
    /// what the tools of a server did.
    /// </summary>
    /// <param name="messages">The history.</param>
    /// <param name="approvals">What was answered in it.</param>
    /// <param name="servers">The MCP servers whose calls the server takes back as its own; none elsewhere.</param>
    public static IReadOnlyList<ChatMessage> Of(
        IReadOnlyList<ChatMessage> messages, HostedMcpApprovals approvals,
        IReadOnlyList<HostedMcpServerTool> servers) =>
        IsExpressible(messages, isWhole: false)
            ? messages
            : Finish(
                HostedMcpHistory.Express(FunctionApprovalHistory.Express(messages), approvals, servers),
                keepsItems: true);

    private static IReadOnlyList<ChatMessage> Finish(IReadOnlyList<ChatMessage> messages, bool keepsItems)
    {
        messages = AssistantTurns.Join(ForeignContents.Express(messages, keepsItems));
        return UnansweredCalls.Answer(keepsItems ? messages : ResultPlaces.Arrange(messages));
    }

    /// <param name="messages">The history.</param>
    /// <param name="isWhole">
    /// Whether it is all that the server knows, so that results need their calls: over the Responses API a server may
    /// keep a part of the conversation.
    /// </param>
    private static bool IsExpressible(IReadOnlyList<ChatMessage> messages, bool isWhole)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            var contents = message.Contents;
            var isText = true;
            var (calls, results) = (false, false);
            for (var i = 0; i < contents.Count; i++)
            {
                // Text needs no rule, and is nearly all that there is.
                if (contents[i] is TextContent)
                {
                    continue;
                }

                isText = false;
                calls |= contents[i] is FunctionCallContent;
                results |= contents[i] is FunctionResultContent;
                if (contents[i] is not { } content)
                {
                    throw new ArgumentException(
                        $"The message at index {index} contains a null content.", nameof(messages));
                }

                if (IsSpecial(content, message.Role))
                {
                    return false;
                }
            }

            if ((!isText && index > 0 && AssistantTurns.Continues(messages[index - 1], message))
                || (calls && UnansweredCalls.Are(messages, index))
                || (isWhole && results && !ResultPlaces.AreRight(messages, index)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSpecial(AIContent content, ChatRole role) =>
        FunctionApprovalHistory.IsApproval(content)
        || HostedMcpHistory.IsHosted(content)
        || ForeignContents.IsForeign(content, role)
        || AssistantTurns.Splits(content, role);
}
