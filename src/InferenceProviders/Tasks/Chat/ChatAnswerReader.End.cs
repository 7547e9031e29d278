using InferenceProviders.Providers.Contracts;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>The end of an answer: what was held back until then, and what is put together.</summary>
internal sealed partial class ChatAnswerReader
{
    /// <summary>
    /// The end of the answer: what was held back, the tool calls and the finish reason in the first update; usage in
    /// the second, which carries no message id, so that what is added to it belongs to the response.
    /// </summary>
    public IReadOnlyList<ChatResponseUpdate> Finish() => End(FinishContents());

    /// <summary>
    /// Reads a whole answer into the response that its updates would be put together to. Where nothing has to be
    /// joined, which is nearly always, the updates are not made.
    /// </summary>
    public ChatResponse ReadWhole(ReadOnlySpan<byte> utf8)
    {
        // Nothing can break off any more, and nobody asks for a part of the text.
        _isWhole = true;
        ReadContents(utf8);
        if (HasSeveralValues && !HasFinished)
        {
            throw Incomplete("a stream that ended in the middle");
        }

        var finish = FinishContents();
        var contents = _contents ?? [];
        if (NeedsJoining(contents))
        {
            var joined = End(finish).ToChatResponse();
            return _citations is null ? joined : AnnotatedText.Join(joined);
        }

        var message = new ChatMessage(ChatRole.Assistant, contents)
        {
            MessageId = MessageId,
            CreatedAt = Created,
            AdditionalProperties = _extras.ForMessage(),
        };
        return new ChatResponse(message)
        {
            ResponseId = _id,
            ModelId = _model,
            CreatedAt = Created,
            FinishReason = finish,
            Usage = Usage,
            AdditionalProperties = _extras.ForResponse(),
        };
    }

    private ChatResponseUpdate[] End(ChatFinishReason? finish)
    {
        var message = MakeUpdate(_contents ?? []);
        message.FinishReason = finish;
        message.AdditionalProperties = _extras.ForMessage();
        _contents = null;
        var response = new ChatResponseUpdate
        {
            ResponseId = _id,
            ModelId = _model,
            CreatedAt = Created,
            AdditionalProperties = _extras.ForResponse(),
        };
        if (Usage is not null)
        {
            response.Contents.Add(new UsageContent(Usage));
        }

        return [message, response];
    }

    /// <summary>
    /// Whether contents would be joined with their neighbours: two texts, two pieces of reasoning, or kinds of which
    /// this is not known.
    /// </summary>
    private static bool NeedsJoining(List<AIContent> contents)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            var isText = contents[i] is TextContent or TextReasoningContent;
            if ((!isText && contents[i] is not (FunctionCallContent or ErrorContent))
                || (isText && i > 0 && contents[i - 1].GetType() == contents[i].GetType()))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds what was held back. The reason for the end, as the contents show it.</summary>
    private ChatFinishReason? FinishContents()
    {
        if (!_hasChoice)
        {
            throw Incomplete("no choices");
        }

        AddAnswer(_textJoiner.Finish());
        var held = _splitter.Finish();
        AddReasoning(held.Reasoning, ReasoningField.ThinkTag);
        AddText(held.Text);

        if (_details?.Json is { } json && showReasoning)
        {
            Add(ReasoningField.Mark(new TextReasoningContent(null) { ProtectedData = json }, _details.Field));
        }

        if (_refusal is not null)
        {
            Add(new ErrorContent(_refusal.ToString()) { ErrorCode = "Refusal" });
        }

        _extras.ReadCitations(ref _citations);
        if (_citations is not null)
        {
            Add(AnnotatedText.Behind(_citations));
        }

        if (_spoken is not null)
        {
            _extras.KeepForMessage(SpokenAnswer.Field, _spoken.Whole());
        }

        if (_executed is not null)
        {
            _extras.KeepForMessage(ExecutedTools.Field, _executed.Whole());
        }

        if (_finish is null)
        {
            JudgeByContents();
        }

        if (_toolCalls is not { IsEmpty: false })
        {
            return _finish;
        }

        if (_hasEmptyReasoning && _reasoningField is null)
        {
            // Nothing to show, and yet the request with the tools' results is refused without it
            // (MoonshotAI/kimi-cli#2141).
            Add(ReasoningField.Mark(new TextReasoningContent(""), ReasoningField.ReasoningContent));
        }

        _toolCalls.AddTo(_contents ??= []);
        return _finish is null || _finish == ChatFinishReason.Stop ? ChatFinishReason.ToolCalls : _finish;
    }

    /// <summary>
    /// Where the server said that it is done, and not why, what came tells: a text is an answer. Nothing at all,
    /// reasoning that led to nothing, and a call whose arguments are missing or cut are what is left of a failure.
    /// </summary>
    private void JudgeByContents()
    {
        if (_toolCalls is { IsEmpty: false } calls)
        {
            if (calls.IsCut || (!_isWhole && calls.IsUnfinished))
            {
                throw Incomplete("a stream that ended in the middle of a tool call's arguments");
            }
        }
        else if (!_isWhole && !_hasContent && _refusal is null)
        {
            throw Incomplete("a stream that ended without content and without a finish reason");
        }
    }
}
