using System.Text.Json;
using AspNetCoreChat.Endpoints;
using AspNetCoreChat.Events;
using Microsoft.Extensions.AI;

namespace AspNetCoreChat.Chat;

/// <summary>
/// The conversation is the browser's: it sends the whole of it with every request, in the JSON that
/// Microsoft.Extensions.AI's messages have. The server keeps nothing.
/// </summary>
internal static class History
{
    /// <exception cref="BadHttpRequestException">It is not a list of messages.</exception>
    public static List<ChatMessage> Read(JsonElement messages)
    {
        try
        {
            return (List<ChatMessage>?)messages.Deserialize(
                AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(List<ChatMessage>))) ?? [];
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or NotSupportedException)
        {
            throw new BadHttpRequestException("'messages' is not a list of chat messages.", exception);
        }
    }

    public static MessagesEvent ToEvent(IList<ChatMessage> messages) =>
        new(JsonSerializer.SerializeToElement(
            messages, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IList<ChatMessage>))));

    /// <summary>
    /// Appends what the person decided about the calls that wait for it. All answers go into one message.
    /// </summary>
    /// <returns>The message; null when nothing was decided.</returns>
    /// <exception cref="BadHttpRequestException">A decision is about a call that is not in the history.</exception>
    public static ChatMessage? Decide(List<ChatMessage> history, IReadOnlyList<ApprovalBody> decisions)
    {
        if (decisions.Count == 0)
        {
            return null;
        }

        var requests = history.SelectMany(static message => message.Contents).OfType<ToolApprovalRequestContent>()
            .ToDictionary(static request => request.RequestId);
        ChatMessage answer = new(
            ChatRole.User, [.. decisions.Select(decision => requests.TryGetValue(decision.Id, out var request)
            ? request.CreateResponse(decision.Approved, decision.Reason)
            : throw new BadHttpRequestException($"No call waits for the approval '{decision.Id}'."))]);
        history.Add(answer);
        return answer;
    }
}
