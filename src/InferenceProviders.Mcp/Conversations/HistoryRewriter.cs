using InferenceProviders.Mcp.Calls;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// Turns the caller's history, with MCP calls, results and approvals in it, into one that every model understands: the
/// model's function calls, each with its result right behind the message that made it. The caller's messages stay as
/// they are.
/// </summary>
internal sealed class HistoryRewriter
{
    private readonly Func<McpServerToolCallContent, string?> _functionName;
    private readonly IReadOnlyList<string> _mediaTypes;
    private readonly ApprovalIndex _index;
    private readonly bool _serviceHasHistory;
    private readonly HashSet<string> _placed = new(StringComparer.Ordinal);
    private readonly List<AIContent> _assistant = [];
    private readonly List<AIContent> _results = [];
    private bool _resultsSeen;

    private HistoryRewriter(
        List<ChatMessage> messages, Func<McpServerToolCallContent, string?> functionName,
            IReadOnlyList<string> mediaTypes, bool serviceHasHistory)
    {
        _functionName = functionName;
        _mediaTypes = mediaTypes;
        _serviceHasHistory = serviceHasHistory;
        if (!messages.Exists(ApprovalIndex.Concerns))
        {
            Messages.AddRange(messages);
            _index = new ApprovalIndex([]);
            return;
        }

        _index = new ApprovalIndex(messages);
        foreach (var message in messages)
        {
            if (!ApprovalIndex.Concerns(message))
            {
                Messages.Add(message);
            }
            else if (message.Role == ChatRole.Assistant)
            {
                AddAssistant(message);
            }
            else
            {
                AddOther(message);
            }
        }
    }

    /// <summary>The history for the model.</summary>
    public List<ChatMessage> Messages { get; } = [];

    /// <summary>
    /// The calls without a result in the history, approved or not: an approval of before may have run one, in a request
    /// that failed behind it.
    /// </summary>
    public List<OpenCall> Open { get; } = [];

    /// <summary>A call of the last turn waits for the user: until then the model cannot go on.</summary>
    public bool AwaitsApproval { get; private set; }

    /// <param name="messages">The caller's history.</param>
    /// <param name="functionName">The name under which the model is offered a tool now; null when it is not.</param>
    /// <param name="mediaTypes">The media that the model is shown.</param>
    /// <param name="serviceHasHistory">
    /// The service keeps the conversation, so it has the calls: it is sent results only.
    /// </param>
    public static HistoryRewriter Rewrite(
        List<ChatMessage> messages, Func<McpServerToolCallContent, string?> functionName,
            IReadOnlyList<string> mediaTypes, bool serviceHasHistory) =>
        new(messages, functionName, mediaTypes, serviceHasHistory);

    /// <summary>
    /// Cuts a message into turns of the model, [words, calls] and [results], by what stands behind a result.
    /// </summary>
    private void AddAssistant(ChatMessage message)
    {
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case McpServerToolResultContent:
                    _resultsSeen |= _results.Count > 0;
                    break;

                case McpServerToolCallContent call when _placed.Add(ApprovalIndex.CallKey(call.CallId)):
                    AddCall(message, call, call.CallId, Result(call));
                    break;

                case McpServerToolCallContent:
                    break;

                case ToolApprovalRequestContent { ToolCall: McpServerToolCallContent } request:
                    AddRequest(message, _index[request.RequestId]);
                    break;

                case ToolApprovalResponseContent { ToolCall: McpServerToolCallContent } response:
                    AddDeferred(message, _index[response.RequestId]);
                    break;

                default:
                    Part(message);
                    _assistant.Add(content);
                    break;
            }
        }

        Flush(message);
    }

    private void AddOther(ChatMessage message)
    {
        List<AIContent> kept = [];
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case ToolApprovalResponseContent { ToolCall: McpServerToolCallContent } response:
                    AddDeferred(null, _index[response.RequestId]);
                    break;

                // Requests and calls belong to the model; where they stand in another's message, a framework has moved
                // them.
                case ToolApprovalRequestContent { ToolCall: McpServerToolCallContent } request:
                    AddRequest(null, _index[request.RequestId]);
                    break;

                case McpServerToolCallContent call when _placed.Add(ApprovalIndex.CallKey(call.CallId)):
                    AddCall(null, call, call.CallId, Result(call));
                    break;

                case McpServerToolCallContent or McpServerToolResultContent:
                    break;

                default:
                    kept.Add(content);
                    break;
            }
        }

        Flush(null);
        if (kept.Count > 0)
        {
            var copy = message.Clone();
            copy.Contents = kept;
            Messages.Add(copy);
        }
    }

    private void AddRequest(ChatMessage? message, Approval approval)
    {
        var call = approval.Call!;
        if (approval.IsDeferred || (!approval.IsAnswered && approval.IsPast && _index.ResultOf(call.CallId) is null))
        {
            // The model learns what the state was then. The call has its place, and its id, where the answer is.
            if (_placed.Add($"{approval.RequestId}?"))
            {
                AddOpen(
                    message, approval, call, $"{CallTags.ModelCallId(call)}_asked",
                    "This call awaits the user's approval. It has not been run.");
            }
        }
        else if (_placed.Add(ApprovalIndex.CallKey(call.CallId)))
        {
            AddDecided(message, approval, call);
        }
    }

    private void AddDeferred(ChatMessage? message, Approval approval)
    {
        // With a result in the history, the call is in front of it.
        if (approval.IsDeferred && _index.ResultOf(approval.Call!.CallId) is null
            && _placed.Add(ApprovalIndex.CallKey(approval.Call.CallId)))
        {
            AddDecided(message, approval, approval.Call);
        }
    }

    private void AddDecided(ChatMessage? message, Approval approval, McpServerToolCallContent call)
    {
        if (_index.ResultOf(call.CallId) is { } result)
        {
            AddCall(message, call, call.CallId, ModelResult.From(result.Outputs, _mediaTypes));
        }
        else if (!approval.IsAnswered)
        {
            AwaitsApproval = true;
            AddCall(message, call, call.CallId, null);
        }
        else
        {
            AddOpen(message, approval, call, call.CallId, approval.IsApproved ? null : approval.Denial);
        }
    }

    private void AddOpen(
        ChatMessage? message, Approval approval, McpServerToolCallContent call, string id, string? notRun) =>
        Open.Add(new OpenCall(approval.RequestId, call, AddCall(message, call, id, notRun), notRun, approval.IsPast));

    private FunctionResultContent AddCall(
        ChatMessage? message, McpServerToolCallContent call, string id, object? result)
    {
        Part(message);
        var function = CallTags.ToFunctionCall(call, _functionName(call));
        if (id != call.CallId)
        {
            function = new FunctionCallContent(id, function.Name, function.Arguments);
        }

        _assistant.Add(function);
        var slot = new FunctionResultContent(function.CallId, result);
        _results.Add(slot);
        return slot;
    }

    private object Result(McpServerToolCallContent call) => _index.ResultOf(call.CallId) is { } result
        ? ModelResult.From(result.Outputs, _mediaTypes)
        : "The result of this call is not in the history. Whether the tool ran is unknown.";

    /// <summary>What stands behind results in one message is a later turn of the model.</summary>
    private void Part(ChatMessage? message)
    {
        if (_resultsSeen)
        {
            Flush(message);
        }
    }

    private void Flush(ChatMessage? message)
    {
        if (_assistant.Count > 0 && !(_serviceHasHistory && _results.Count > 0))
        {
            if (_results.Count > 0 && Messages is [.., { } last] && last.Role == ChatRole.Assistant
                && !last.Contents.Any(static content => content is FunctionCallContent))
            {
                // A call that was approved later than it was asked for comes behind other words of the model, and what
                // stood between was the approval only. It becomes the end of that turn: strict servers refuse two turns
                // of the model in a row.
                Messages[^1] = CallerVisibleContent.With(last, [.. last.Contents, .. _assistant]);
            }
            else
            {
                var copy = message?.Clone() ?? new ChatMessage { Role = ChatRole.Assistant };
                copy.Contents = [.. _assistant];
                Messages.Add(copy);
            }
        }

        if (_results.Count > 0)
        {
            Messages.Add(new ChatMessage(ChatRole.Tool, [.. _results]));
        }

        _assistant.Clear();
        _results.Clear();
        _resultsSeen = false;
    }
}
