using System.Text;
using System.Text.Json;
using InferenceProviders.Providers.Contracts;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <content>What an answer says, as it becomes contents and updates.</content>
internal sealed partial class ChatAnswerReader
{
    /// <summary>What an event adds that repeats the one before it.</summary>
    private void AddPiece(string piece, DeltaTemplate template)
    {
        if (template.IsArguments)
        {
            _toolCalls!.Repeat(piece);
        }
        else if (template.ReasoningField is { } field)
        {
            AddReasoning(piece, field);
        }
        else
        {
            AddAnswer(piece);
        }
    }

    /// <summary>Text of the answer, in which reasoning may be hidden between tags.</summary>
    private void AddAnswer(string piece)
    {
        piece = _textJoiner.Push(piece);
        if (piece.Length == 0)
        {
            return;
        }

        if (_splitter.IsPlain)
        {
            AddText(piece);
            return;
        }

        var (reasoning, text) = _splitter.Push(piece);
        AddReasoning(reasoning, ReasoningField.ThinkTag);
        AddText(text);
    }

    private void AddText(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _inReasoning = false;
            _hasContent = true;
            _textLength += text.Length;
            if (!_isWhole)
            {
                (_text ??= new()).Append(text);
            }

            Add(new TextContent(text));
        }
    }

    private void AddReasoning(string? text, string field)
    {
        // Some servers send the same reasoning in two fields; the first that had any is the one.
        if (string.IsNullOrEmpty(text) || (_reasoningField ??= field) != field)
        {
            return;
        }

        text = _reasoningJoiner.Push(text);
        if (text.Length == 0)
        {
            return;
        }

        if (showReasoning)
        {
            var content = new TextReasoningContent(text);
            Add(_inReasoning ? content : ReasoningField.Mark(content, field));
        }

        _inReasoning = true;
    }

    // Nearly every event of a stream has one content.
    private void Add(AIContent content) => (_contents ??= new List<AIContent>(1)).Add(content);

    private ChatResponseUpdate? TakeUpdate()
    {
        if (_contents is not { } contents)
        {
            return null;
        }

        _contents = null;
        return MakeUpdate(contents);
    }

    private ChatResponseUpdate MakeUpdate(List<AIContent> contents) => new(ChatRole.Assistant, contents)
    {
        ResponseId = _id,
        MessageId = MessageId,
        ModelId = _model,
        CreatedAt = Created,
    };

    private void AddContent(string? text, JsonElement? parts)
    {
        if (text is not null)
        {
            AddAnswer(text);
        }
        else if (parts is { } list)
        {
            foreach (var part in list.EnumerateArray())
            {
                ReadPart(part);
            }
        }
    }

    private void ReadPart(JsonElement part)
    {
        switch (ContentPart.Read(part, out var text, out var media))
        {
            case ContentPartKind.Text:
                var start = _textLength;
                AddAnswer(text!);
                ReadCitations(part, start);
                break;

            case ContentPartKind.Reasoning:
                AddReasoning(text, ReasoningField.ContentPart);
                break;

            case ContentPartKind.Refusal:
                (_refusal ??= new StringBuilder()).Append(text);
                break;

            case ContentPartKind.Media:
                _hasContent = true;
                Add(media!);
                break;

            case ContentPartKind.Broken:
                throw NotAnAnswer("a broken data URL");

            case ContentPartKind.Unknown:
                _hasContent = true;
                _extras.KeepPart(part);
                break;
        }
    }
}
