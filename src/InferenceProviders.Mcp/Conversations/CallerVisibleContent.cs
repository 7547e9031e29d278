using InferenceProviders.Mcp.Calls;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// What the caller sees of the model's messages: MCP calls and their results where the model has function calls. The
/// inner client's objects stay as they are, since they are what the model is sent back.
/// </summary>
internal static class CallerVisibleContent
{
    /// <summary>The message with these contents: the same instance when they are its own.</summary>
    public static ChatMessage With(ChatMessage message, IList<AIContent> contents)
    {
        if (ReferenceEquals(contents, message.Contents))
        {
            return message;
        }

        var visible = message.Clone();
        visible.Contents = contents;
        return visible;
    }

    /// <summary>The update with these contents: the same instance when they are its own.</summary>
    public static ChatResponseUpdate With(ChatResponseUpdate update, IList<AIContent> contents)
    {
        if (ReferenceEquals(contents, update.Contents))
        {
            return update;
        }

        var visible = update.Clone();
        visible.Contents = contents;
        return visible;
    }

    /// <summary>An update that belongs to the message in which the model made the call.</summary>
    public static ChatResponseUpdate OfResult(
        McpServerToolCallContent call, ToolOutcome outcome, List<ChatResponseUpdate> updates)
    {
        var last = updates.FindLast(static update => update.MessageId is not null) ?? updates[^1];
        return new ChatResponseUpdate(ChatRole.Assistant, [outcome.ToContent(call.CallId)])
        {
            MessageId = last.MessageId,
            ResponseId = last.ResponseId,
            ConversationId = last.ConversationId,
            ModelId = last.ModelId,
            CreatedAt = last.CreatedAt,
        };
    }

    /// <summary>The last response, with everything that the request produced.</summary>
    public static ChatResponse OfResponse(ChatResponse last, List<ChatMessage> messages, UsageDetails? usage) =>
        new(messages)
    {
        ResponseId = last.ResponseId,
        ConversationId = last.ConversationId,
        ModelId = last.ModelId,
        CreatedAt = last.CreatedAt,
        FinishReason = last.FinishReason,
        Usage = usage,
        ContinuationToken = last.ContinuationToken,
        RawRepresentation = last.RawRepresentation,
        AdditionalProperties = last.AdditionalProperties,
    };
}
