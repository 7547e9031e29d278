using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Says what became of approvals of the caller's own functions, in what every protocol has words for: the call, and
/// behind it its result. <c>FunctionInvokingChatClient</c> keeps requests and responses in the history and puts the
/// call, once more, and the result behind them; a request that failed in between leaves neither
/// (dotnet/extensions#7533). Of what nobody has dealt with the model is told that it has not been run.
/// </summary>
internal sealed class FunctionApprovalHistory
{
    private readonly IReadOnlyList<ChatMessage> _messages;
    private readonly Dictionary<(int Message, int Content), FunctionCallContent> _calls = [];
    private readonly HashSet<(int Message, int Content)> _removed = [];
    private readonly Dictionary<int, List<AIContent>> _results = [];

    private FunctionApprovalHistory(IReadOnlyList<ChatMessage> messages) => _messages = messages;

    /// <summary>The history with no approval of a function in it. Without any it is the same list.</summary>
    public static IReadOnlyList<ChatMessage> Express(IReadOnlyList<ChatMessage> messages) =>
        HasApprovals(messages) ? new FunctionApprovalHistory(messages).Run() : messages;

    /// <summary>Whether it asks for an approval of a function, or gives one.</summary>
    public static bool IsApproval(AIContent content) =>
        content is ToolApprovalRequestContent { ToolCall: FunctionCallContent }
            or ToolApprovalResponseContent { ToolCall: FunctionCallContent };

    private static bool HasApprovals(IReadOnlyList<ChatMessage> messages)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            var contents = messages[index].Contents;
            for (var i = 0; i < contents.Count; i++)
            {
                if (IsApproval(contents[i]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private List<ChatMessage> Run()
    {
        HashSet<string> requested = new(StringComparer.Ordinal);
        foreach (var (place, content) in Contents(0))
        {
            switch (content)
            {
                case ToolApprovalRequestContent { ToolCall: FunctionCallContent call } request:
                    if (requested.Add(request.RequestId))
                    {
                        Settle(place, request.RequestId, call);
                    }
                    else
                    {
                        _removed.Add(place);
                    }

                    break;

                case ToolApprovalResponseContent { ToolCall: FunctionCallContent call } response:
                    if (requested.Add(response.RequestId))
                    {
                        // The request was not kept.
                        Settle(place, response.RequestId, call);
                    }
                    else
                    {
                        _removed.Add(place);
                    }

                    break;
            }
        }

        List<ChatMessage> history = new(_messages.Count + 4);
        for (var index = 0; index < _messages.Count; index++)
        {
            Add(history, index);
        }

        return history;
    }

    /// <summary>Gives a call its one place, and its result the place behind it.</summary>
    private void Settle((int Message, int Content) place, string requestId, FunctionCallContent call)
    {
        var answer = AnswerTo(requestId, place.Message);
        var (again, result) = Outcome(place, call);
        var note = result is null ? WithoutResult(call, answer) : null;
        _removed.Add(place);
        if (answer is { } given && again is not null && result is not null && GoesOn(place.Message + 1, given.Message))
        {
            // The conversation went on before the user decided: the call stands where it was decided, as it was
            // repeated.
            return;
        }

        _calls[place] = call;
        if (again is { } copy)
        {
            _removed.Add(copy);
        }

        if (result is { } found)
        {
            _removed.Add(found.Place);
        }

        if (!_results.TryGetValue(place.Message, out var results))
        {
            _results.Add(place.Message, results = []);
        }

        results.Add(result?.Content ?? new FunctionResultContent(call.CallId, note));
    }

    /// <summary>What the model is told of a call whose result is nowhere.</summary>
    private string WithoutResult(FunctionCallContent call, Answer? answer)
    {
        if (answer is null)
        {
            // Informational calls have been dealt with: their answer was not kept.
            return call.InformationalOnly ? ApprovalNotes.Handled : ApprovalNotes.Unanswered;
        }

        if (answer.WasHandled)
        {
            return ApprovalNotes.Unknown;
        }

        if (!answer.IsApproved)
        {
            return ApprovalNotes.Denial(answer.Reason);
        }

        return GoesOn(answer.Message + 1, _messages.Count) ? ApprovalNotes.Unknown : ApprovalNotes.Approved;
    }

    /// <summary>
    /// What was answered behind the request. A denial wins over an approval, unless the approval was carried out before
    /// it.
    /// </summary>
    private Answer? AnswerTo(string requestId, int start)
    {
        Answer? answer = null;
        foreach (var (place, content) in Contents(start))
        {
            if (content is ToolApprovalResponseContent { ToolCall: FunctionCallContent call } response
                && response.RequestId == requestId)
            {
                answer = new Answer(
                    answer?.Message ?? place.Message,
                    response.Approved && answer?.IsApproved is not false,
                    answer?.Reason ?? response.Reason,
                    (response.Approved && call.InformationalOnly) || answer?.WasHandled is true);
            }
        }

        return answer;
    }

    /// <summary>
    /// The call as it was repeated to go with its result, and the result. Ids begin anew in every turn of some models,
    /// so another call of that id ends the search.
    /// </summary>
    private ((int Message, int Content)? Again,
        ((int Message, int Content) Place, FunctionResultContent Content)? Result) Outcome(
        (int Message, int Content) request, FunctionCallContent call)
    {
        (int Message, int Content)? again = null;
        foreach (var (place, content) in Contents(request.Message))
        {
            if (place.Message == request.Message && place.Content <= request.Content)
            {
                continue;
            }

            switch (content)
            {
                case ToolApprovalRequestContent { ToolCall: FunctionCallContent other }
                    when other.CallId == call.CallId:
                    return (again, null);

                case FunctionCallContent other when other.CallId == call.CallId:
                    if (again is not null || other.Name != call.Name)
                    {
                        return (again, null);
                    }

                    again = place;
                    break;

                case FunctionResultContent result when result.CallId == call.CallId && !_removed.Contains(place):
                    return (again, (place, result));
            }
        }

        return (again, null);
    }

    /// <summary>Whether the model said something in the messages between.</summary>
    private bool GoesOn(int from, int to)
    {
        for (var index = from; index < to; index++)
        {
            if (_messages[index].Role == ChatRole.Assistant
                && _messages[index].Contents.Any(static content => content is TextContent { Text.Length: > 0 }))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(List<ChatMessage> history, int index)
    {
        var message = _messages[index];
        List<AIContent> calls = [];
        List<AIContent> others = [];
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (_calls.TryGetValue((index, i), out var call))
            {
                (message.Role == ChatRole.Assistant ? others : calls).Add(call);
            }
            else if (!_removed.Contains((index, i)))
            {
                others.Add(message.Contents[i]);
            }
        }

        if (calls.Count > 0)
        {
            history.Add(new ChatMessage(ChatRole.Assistant, calls));
            history.Add(new ChatMessage(ChatRole.Tool, _results[index]));
        }

        if (others.Count == message.Contents.Count && message.Role != ChatRole.Assistant)
        {
            history.Add(message);
        }
        else if (others.Count > 0)
        {
            var copy = message.Clone();
            copy.Contents = others;
            history.Add(copy);
        }

        if (calls.Count == 0 && _results.TryGetValue(index, out var results))
        {
            history.Add(new ChatMessage(ChatRole.Tool, results));
        }
    }

    private IEnumerable<((int Message, int Content) Place, AIContent Content)> Contents(int start)
    {
        for (var index = start; index < _messages.Count; index++)
        {
            for (var i = 0; i < _messages[index].Contents.Count; i++)
            {
                yield return ((index, i), _messages[index].Contents[i]);
            }
        }
    }

    /// <param name="Message">Where the first answer stands.</param>
    /// <param name="IsApproved">Whether nobody denied it.</param>
    /// <param name="Reason">The user's words.</param>
    /// <param name="WasHandled">An approval was carried out, and its result lost.</param>
    private sealed record Answer(int Message, bool IsApproved, string? Reason, bool WasHandled);
}
