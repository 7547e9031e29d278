using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// Calls of the caller's own functions that a function-invoking client inside this one runs. It leaves a turn alone in
/// which tools are called that are not its own, so that those calls are handed back to it, as calls that were approved:
/// it runs them, and puts the calls and their results in place.
/// </summary>
internal sealed class DelegatedCalls
{
    // Named in words: this package works without Microsoft.Extensions.AI, which has the type.
    private static readonly Type? Invoker = Type.GetType(
        "Microsoft.Extensions.AI.FunctionInvokingChatClient, Microsoft.Extensions.AI");
    private static readonly HashSet<string> None = [];
    private readonly HashSet<string> _functions = None;
    private readonly HashSet<string> _handedBack = None;

    /// <param name="model">The client inside.</param>
    /// <param name="tools">The caller's tools.</param>
    public DelegatedCalls(IChatClient model, IEnumerable<AITool> tools)
    {
        if (Invoker is not null && model.GetService(Invoker) is not null)
        {
            _handedBack = new(StringComparer.Ordinal);
            _functions = tools
                .Where(
                    static tool =>
                    tool.GetService<AIFunction>() is not null && tool.GetService<ApprovalRequiredAIFunction>() is null)
                .Select(static tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>Whether the client inside runs calls of the function.</summary>
    public bool Runs(string function) => _functions.Contains(function);

    /// <summary>Whether the call was handed back, and its result has not come yet.</summary>
    public bool IsHandedBack(string callId) => _handedBack.Contains(callId);

    /// <summary>Takes note of a result. Ids begin anew in every turn of some models.</summary>
    public void Forget(string callId)
    {
        if (_handedBack.Count > 0)
        {
            _handedBack.Remove(callId);
        }
    }

    /// <summary>
    /// Hands back every call of the history that has no result, and puts results that came later behind their calls.
    /// </summary>
    public List<ChatMessage> HandBack(List<ChatMessage> history)
    {
        if (_functions.Count == 0)
        {
            return history;
        }

        List<ChatMessage> result = new(history.Count + 1);
        HashSet<AIContent> moved = new(ReferenceEqualityComparer.Instance);
        List<AIContent> results = [];
        List<AIContent> approvals = [];
        for (var index = 0; index < history.Count; index++)
        {
            var message = history[index];
            if (message.Role != ChatRole.Tool)
            {
                Flush();
            }

            var contents = message.Role == ChatRole.Assistant
                ? Contents(history, index, results, approvals)
                : [.. message.Contents.Where(content => !moved.Contains(content))];
            moved.UnionWith(results);
            if (contents.SequenceEqual(message.Contents))
            {
                result.Add(message);
            }
            else if (contents.Count > 0)
            {
                result.Add(CallerVisibleContent.With(message, contents));
            }
        }

        Flush();
        return result;

        void Flush()
        {
            if (results.Count > 0)
            {
                result.Add(new ChatMessage(ChatRole.Tool, results));
                results = [];
            }

            if (approvals.Count > 0)
            {
                result.Add(new ChatMessage(ChatRole.User, approvals));
                approvals = [];
            }
        }
    }

    private List<AIContent> Contents(
        List<ChatMessage> history, int index, List<AIContent> results, List<AIContent> approvals)
    {
        List<AIContent> contents = [];
        foreach (var content in history[index].Contents)
        {
            if (content is not FunctionCallContent call || !_functions.Contains(call.Name))
            {
                contents.Add(content);
            }
            else if (ResultOf(history, index, call, out var isBehind) is { } found)
            {
                contents.Add(call);
                if (!isBehind)
                {
                    results.Add(found);
                }
            }
            else
            {
                var request = new ToolApprovalRequestContent(
                    $"approved_{call.CallId}", new FunctionCallContent(call.CallId, call.Name, call.Arguments));
                contents.Add(request);
                approvals.Add(request.CreateResponse(approved: true));
                _handedBack.Add(call.CallId);
            }
        }

        return contents;
    }

    /// <summary>The result of a call, and whether it stands right behind the call's message.</summary>
    private static FunctionResultContent? ResultOf(
        List<ChatMessage> history, int index, FunctionCallContent call, out bool isBehind)
    {
        isBehind = true;
        for (var later = index + 1; later < history.Count; later++)
        {
            isBehind &= history[later].Role == ChatRole.Tool;
            foreach (var content in history[later].Contents)
            {
                if (content is FunctionResultContent result && result.CallId == call.CallId)
                {
                    return result;
                }

                if (content is FunctionCallContent other && other.CallId == call.CallId)
                {
                    return null;
                }
            }
        }

        return null;
    }
}
