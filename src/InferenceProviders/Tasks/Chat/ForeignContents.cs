using System.Text;
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
    public static IReadOnlyList<ChatMessage> Express(IReadOnlyList<ChatMessage> messages)
    {
        List<ChatMessage>? history = null;
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            if (!HasForeign(message))
            {
                history?.Add(message);
                continue;
            }

            history ??= [.. messages.Take(index)];
            if (message.Role == ChatRole.Tool)
            {
                AddResults(history, message);
            }
            else
            {
                history.Add(Told(message));
            }
        }

        return history ?? messages;
    }

    // A method of its own: a lambda in the loop would cost an object for every message of a history.
    private static ChatMessage Told(ChatMessage message) => With(
        message,
        [.. message.Contents.Select(
            content => IsForeign(content, message.Role) ? new TextContent(Tell(content)) : content)]);

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

    /// <summary>What a user gives is sent or refused, never told: the model is meant to see it.</summary>
    public static bool IsForeign(AIContent content, ChatRole role) => content switch
    {
        TextContent or TextReasoningContent or FunctionCallContent or FunctionResultContent or UsageContent => false,
        McpServerToolCallContent or McpServerToolResultContent or ToolApprovalRequestContent
            or ToolApprovalResponseContent => false,
        ErrorContent { ErrorCode: "Refusal" } => false,
        ToolCallContent or ToolResultContent => role == ChatRole.Assistant || role == ChatRole.Tool,
        UriContent uri =>
            role == ChatRole.Assistant
            && !(uri.HasTopLevelMediaType("image") || uri.HasTopLevelMediaType("audio")
            || uri.HasTopLevelMediaType("video")),
        DataContent => false,
        _ => role == ChatRole.Assistant,
    };

    /// <summary>
    /// Results of functions stay where they are; what else was told in their message is what the assistant saw after
    /// them.
    /// </summary>
    private static void AddResults(List<ChatMessage> history, ChatMessage message)
    {
        List<AIContent> results = [.. message.Contents.Where(content => !IsForeign(content, message.Role))];
        if (results.Exists(content => content is FunctionResultContent))
        {
            history.Add(With(message, results));
        }

        List<AIContent> told = [
            .. message.Contents.Where(content => IsForeign(content, message.Role))
            .Select(content => new TextContent(Tell(content)))];
        if (history is [.., { } last] && last.Role == ChatRole.Assistant
            && !last.Contents.Any(content => content is FunctionCallContent))
        {
            history[^1] = With(last, [.. last.Contents, .. told]);
        }
        else
        {
            history.Add(new ChatMessage(ChatRole.Assistant, told));
        }
    }

    private static ChatMessage With(ChatMessage message, List<AIContent> contents)
    {
        var copy = message.Clone();
        copy.Contents = contents;
        return copy;
    }

    private static string Tell(AIContent content) => content switch
    {
        ImageGenerationToolCallContent => "[The image generation tool was called.]\n",
        ImageGenerationToolResultContent result => $"[The image generation tool returned {Tell(result.Outputs)}.]\n",
        CodeInterpreterToolCallContent call => $"[The code interpreter was called with {Tell(call.Inputs)}.]\n",
        CodeInterpreterToolResultContent result => $"[The code interpreter returned {Tell(result.Outputs)}.]\n",
        WebSearchToolCallContent call =>
            $"[The web was searched for {(call.Queries is { Count: > 0 } queries ? string.Join("; "
            + $"", queries) : "something")}.]\n",
        WebSearchToolResultContent result => $"[The web search returned {Tell(result.Outputs)}.]\n",
        ToolCallContent call => $"[A tool was called: {Name(call)} {call.CallId}.]\n",
        ToolResultContent result => $"[A tool returned: {Name(result)} {result.CallId}.]\n",
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

    private static string TellOne(AIContent content) => content switch
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
