using System.Text;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Tells the model in words what other clients and services left in a history: calls and results of hosted tools, files
/// and stores of a service, errors, contents of a type that this library does not know. No protocol here has a form for
/// them, and a conversation that began elsewhere goes on (<c>UseImageGeneration</c> of Microsoft.Extensions.AI leaves
/// such contents behind its first turn).
/// </summary>
internal static class ForeignContents
{
    /// <summary>The history with words in place of such contents. Where there are none it is the same list.</summary>
    /// <param name="messages">The history.</param>
    /// <param name="keepsItems">
    /// Whether those of the assistant stay, for a protocol in which some servers take them back.
    /// </param>
    public static IReadOnlyList<ChatMessage> Express(IReadOnlyList<ChatMessage> messages, bool keepsItems)
    {
        List<ChatMessage>? history = null;
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            if ((keepsItems && message.Role == ChatRole.Assistant) || !HasForeign(message))
            {
                history?.Add(message);
                continue;
            }

            history ??= [.. messages.Take(index)];
            if (message.Role == ChatRole.Tool)
            {
                AddResults(history, message);
            }
            else if (Told(message) is { Contents.Count: > 0 } told)
            {
                history.Add(told);
            }
        }

        return history ?? messages;
    }

    // A method of its own: a lambda in the loop would cost an object for every message of a history.
    private static ChatMessage Told(ChatMessage message) => With(
        message,
        [.. message.Contents.Select(
            content => IsForeign(content, message.Role) ? new TextContent(Tell(content)) : content)
            .Where(static content => content is not TextContent { Text.Length: 0, Annotations: null })]);

    private static bool HasForeign(ChatMessage message)
    {
        for (var index = 0; index < message.Contents.Count; index++)
        {
            if (IsForeign(message.Contents[index], message.Role))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Files and media that a user gives are sent or refused, never told: the model is meant to see them.
    /// </summary>
    public static bool IsForeign(AIContent content, ChatRole role) => content switch
    {
        TextContent or FunctionResultContent or UsageContent or DataContent => false,
        TextReasoningContent or FunctionCallContent or ErrorContent { ErrorCode: "Refusal" } =>
            role != ChatRole.Assistant,
        ToolApprovalRequestContent { ToolCall: FunctionCallContent or McpServerToolCallContent }
            or ToolApprovalResponseContent { ToolCall: FunctionCallContent or McpServerToolCallContent } => false,
        UriContent uri =>
            role == ChatRole.Assistant
            && !(uri.HasTopLevelMediaType("image") || uri.HasTopLevelMediaType("audio")
            || uri.HasTopLevelMediaType("video")),
        HostedFileContent => role == ChatRole.Assistant,
        _ => true,
    };

    /// <summary>
    /// Results of functions stay where they are; what else was told in their message is what the assistant saw after
    /// them, or what the user decided.
    /// </summary>
    private static void AddResults(List<ChatMessage> history, ChatMessage message)
    {
        List<AIContent> results = [.. message.Contents.Where(content => !IsForeign(content, message.Role))];
        if (results.Exists(content => content is FunctionResultContent))
        {
            history.Add(With(message, results));
        }

        var isDecision = message.Contents.Any(static content => content is InputResponseContent);
        List<AIContent> told = [
            .. message.Contents.Where(content => IsForeign(content, message.Role))
            .Select(content => new TextContent(Tell(content))).Where(static content => content.Text.Length > 0)];
        if (told.Count == 0)
        {
            return;
        }

        if (!isDecision && history is [.., { } last] && last.Role == ChatRole.Assistant
            && !last.Contents.Any(content => content is FunctionCallContent))
        {
            history[^1] = With(last, [.. last.Contents, .. told]);
        }
        else
        {
            history.Add(new ChatMessage(isDecision ? ChatRole.User : ChatRole.Assistant, told));
        }
    }

    private static ChatMessage With(ChatMessage message, List<AIContent> contents)
    {
        var copy = message.Clone();
        copy.Contents = contents;
        return copy;
    }

    /// <summary>The words; empty when there is nothing to tell.</summary>
    public static string Tell(AIContent content) => content switch
    {
        TextReasoningContent thought => thought.Text.Length == 0 ? "" : $"[Reasoning: {thought.Text}]\n",
        FunctionCallContent call => $"[The function {call.Name} was called.]\n",
        McpServerToolResultContent result => $"[A tool of an MCP server returned {Tell(result.Outputs)}.]\n",
        ToolApprovalRequestContent request => $"[The user was asked for an approval: {Name(request.ToolCall)}.]\n",
        ToolApprovalResponseContent { Approved: true } response =>
            $"[The user approved: {Name(response.ToolCall)}.]\n",
        ToolApprovalResponseContent response =>
            $"[The user did not approve: {Name(response.ToolCall)}.{Reason(response)}]\n",
        InputRequestContent request => $"[The user was asked for input: {request.RequestId}.]\n",
        InputResponseContent response => $"[The user answered the request for input {response.RequestId}.]\n",
        ImageGenerationToolCallContent => "[The image generation tool was called.]\n",
        ImageGenerationToolResultContent result => $"[The image generation tool returned {Tell(result.Outputs)}.]\n",
        CodeInterpreterToolCallContent call => $"[The code interpreter was called with {Tell(call.Inputs)}.]\n",
        CodeInterpreterToolResultContent result => $"[The code interpreter returned {Tell(result.Outputs)}.]\n",
        WebSearchToolCallContent call =>
            $"[The web was searched for {(call.Queries is { Count: > 0 } queries
                ? string.Join("; ", queries)
                : "something")}.]\n",
        WebSearchToolResultContent result => $"[The web search returned {Tell(result.Outputs)}.]\n",
        ToolCallContent call => $"[A tool was called: {Name(call)} {call.CallId}.]\n",
        ToolResultContent result => $"[A tool returned: {Name(result)} {result.CallId}.]\n",
        _ when content.GetType() == typeof(AIContent) => TellItem(content),
        _ => $"[{TellOne(content)}.]\n",
    };

    private static string Tell(IList<AIContent>? contents)
    {
        var text = new StringBuilder();
        foreach (var content in contents ?? [])
        {
            text.Append(text.Length == 0 ? "" : "; ").Append(TellOne(content));
        }

        return text.Length == 0 ? "nothing" : text.ToString();
    }

    /// <summary>
    /// A bare content says something only with its sources, or with the item of a response that it stands for. That a
    /// server listed its tools is said by the request, which names the server.
    /// </summary>
    private static string TellItem(AIContent content) =>
        content.Annotations is { Count: > 0 } citations ? SourcesNote.Of(citations) ?? ""
        : content.RawRepresentation is RawJson raw && raw.Root.Text("type") is { } type && type != "mcp_list_tools"
            ? $"[An item of the type {type}.]\n"
            : "";

    private static string Reason(ToolApprovalResponseContent response) =>
        string.IsNullOrWhiteSpace(response.Reason) ? "" : $" The user's reason: {response.Reason}";

    /// <summary>What a content is, in a few words.</summary>
    public static string TellOne(AIContent content) => content switch
    {
        TextContent text => text.Text,
        DataContent data => data.Name is { Length: > 0 } name ? $"{name} ({data.MediaType})" : data.MediaType,
        UriContent uri => $"{uri.Uri} ({uri.MediaType})",
        HostedFileContent file => $"the file {file.Name ?? file.FileId}",
        HostedVectorStoreContent store => $"the vector store {store.VectorStoreId}",
        ErrorContent error => $"an error: {error.Message.TrimEnd('.')}",
        _ => $"a content of the type {Name(content)}",
    };

    private static string Name(AIContent content) => content.GetType().Name;
}
