using System.Text;
using System.Text.Json;
using InferenceProviders.Routing;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Reads an answer, whole or event by event, into updates. One reader serves both, so that both give the same response.
/// It holds what belongs to the answer as a whole: ids, pieces of tool calls, usage, the reason for its end.
/// </summary>
/// <param name="route">Where the answer comes from.</param>
/// <param name="info">Who gives it.</param>
/// <param name="showReasoning">Whether reasoning is part of what is read.</param>
/// <param name="splitsThinkTags">Whether <c>&lt;think&gt;</c> at the beginning of a text opens reasoning.</param>
internal sealed partial class ChatAnswerReader(Route route, ResponseInfo info, bool showReasoning, bool splitsThinkTags = true) : IAnswerReader
{
    private StringBuilder? _text;
    private SurrogateJoiner _textJoiner;
    private SurrogateJoiner _reasoningJoiner;
    private ThinkTagSplitter? _splitter = splitsThinkTags ? new() : null;
    private ToolCallAccumulator? _toolCalls;
    private ReasoningDetails? _details;
    private AnswerExtras _extras;
    private StringBuilder? _refusal;
    private UsageDetails? _usage;
    private string? _reasoningField;
    private bool _inReasoning;
    private bool _hasError;
    private bool _hasChoice;
    private bool _isWhole;
    private string? _id;
    private string? _messageId;
    private string? _model;
    private DateTimeOffset? _created;
    private ChatFinishReason? _finish;
    private List<AIContent>? _contents;

    /// <summary>Whether the answer named a reason for its end, after which nothing more has to come.</summary>
    public bool HasFinished => _finish is not null;

    /// <summary>Whether the model has begun: text, reasoning (shown or not) or a tool call.</summary>
    public bool HasActivity => _text is not null || _inReasoning || _toolCalls is not null;

    public UsageDetails? Usage => _usage;

    private string MessageId => _messageId ??= _id ?? Guid.NewGuid().ToString("N");

    private string? Secret => route.Authorization?.Parameter;

    /// <summary>The text so far; null when there was none.</summary>
    public string? PartialText => _text?.ToString();

    /// <summary>Reads one event, or a whole answer. Returns null when it had no content of its own.</summary>
    /// <exception cref="InferenceException">It is an error, or not an answer.</exception>
    public ChatResponseUpdate? Read(ReadOnlySpan<byte> utf8)
    {
        ReadContents(utf8);
        return TakeUpdate();
    }

    private void ReadContents(ReadOnlySpan<byte> utf8)
    {
        utf8 = JsonBody.Start(utf8);
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            // Broken characters become U+FFFD, as in a browser; the rest of the answer is still worth having.
            utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        }

        try
        {
            var reader = new Utf8JsonReader(utf8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Error(ErrorBody.Parse(utf8), "a JSON value that is not an object");
            }

            ReadRoot(ref reader);
        }
        catch (JsonException exception)
        {
            throw NotAnAnswer("malformed JSON", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw NotAnAnswer("text that is not Unicode", exception);
        }

        if (_hasError)
        {
            throw Error(ErrorBody.Parse(utf8), "an error without words");
        }
    }

    /// <summary>The error for an answer that ended without being one: what it said instead, else <paramref name="what"/>.</summary>
    public InferenceException Incomplete(string what) => Error(_extras.AsError(), what);

    /// <summary>The error for an answer that is none.</summary>
    public InferenceException NotAnAnswer(string what, Exception? cause = null) =>
        new(InferenceErrorKind.Protocol, $"{info.Provider ?? route.Name} answered with {Redactor.Redact(what, Secret)} for {route.Model}.", cause)
        {
            Provider = info.Provider ?? route.Name,
            Model = route.Model,
            RequestId = info.RequestId,
        };

    private InferenceException Error(ErrorBody body, string otherwise) =>
        body.Message is null && body.Code is null ? NotAnAnswer(otherwise) : ErrorFactory.Create(status: null, body, route, info);

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                reader.Read();
                ReadChoices(ref reader);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                KeepFirst(ref reader, ref _id);
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                KeepFirst(ref reader, ref _model, isRepeated: true);
            }
            else if (reader.ValueTextEquals("created"u8))
            {
                reader.Read();
                ReadCreated(ref reader);
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                reader.Skip();
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                UsageReader.Read(ref reader, ref _usage);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                ReadError(ref reader);
            }
            else
            {
                _extras.ReadForResponse(ref reader);
            }
        }
    }

    /// <summary>Some servers have an empty <c>error</c> in answers that are none.</summary>
    private void ReadError(ref Utf8JsonReader reader)
    {
        var empty = reader.TokenType is JsonTokenType.Null or JsonTokenType.False || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty);
        var value = JsonText.Parse(ref reader);
        _hasError = !empty && value.GetRawText() is not ("{}" or "[]");
    }

    private void ReadCreated(ref Utf8JsonReader reader)
    {
        // Some servers send fractions of a second, and some a string.
        if (_created is null && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var seconds) && seconds is > 0 and < 253402300799)
        {
            _created = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadChoices(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        var first = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (first && reader.TokenType == JsonTokenType.StartObject)
            {
                _hasChoice = true;
                ReadChoice(ref reader);
            }
            else
            {
                reader.Skip();
            }

            first = false;
        }
    }

    private void ReadChoice(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                ReadMessage(ref reader);
            }
            else if (reader.ValueTextEquals("text"u8))
            {
                // Raw text completions have it in place of a message.
                reader.Read();
                ReadContent(ref reader, out var text, out var parts);
                AddContent(text, parts);
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                _finish = FinishReasons.Read(ref reader) ?? _finish;
            }
            else if (reader.ValueTextEquals("logprobs"u8))
            {
                reader.Read();
                _extras.ReadLogprobs(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private void ReadMessage(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        // A whole message may name its content before the reasoning that led to it: the content is read last.
        string? text = null;
        JsonElement? parts = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                ReadContent(ref reader, out text, out parts);
            }
            else if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                reader.Skip();
            }
            else if (reader.ValueTextEquals("reasoning_content"u8))
            {
                reader.Read();
                ReadReasoning(ref reader, ReasoningField.ReasoningContent);
            }
            else if (reader.ValueTextEquals("reasoning"u8))
            {
                reader.Read();
                ReadReasoning(ref reader, ReasoningField.Reasoning);
            }
            else if (reader.ValueTextEquals("reasoning_details"u8))
            {
                reader.Read();
                _details ??= new ReasoningDetails();
                AddReasoning(_details.Read(ref reader), ReasoningField.ReasoningDetails);
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                reader.Read();
                (_toolCalls ??= new ToolCallAccumulator()).ReadArray(ref reader);
            }
            else if (reader.ValueTextEquals("function_call"u8))
            {
                reader.Read();
                (_toolCalls ??= new ToolCallAccumulator()).ReadFunctionCall(ref reader);
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    (_refusal ??= new StringBuilder()).Append(JsonText.Get(ref reader));
                }
                else
                {
                    reader.Skip();
                }
            }
            else
            {
                _extras.ReadForMessage(ref reader);
            }
        }

        AddContent(text, parts);
    }

    /// <summary>Reads the content, which is a text, a list of parts, or nothing.</summary>
    private static void ReadContent(ref Utf8JsonReader reader, out string? text, out JsonElement? parts)
    {
        text = null;
        parts = null;
        if (reader.TokenType == JsonTokenType.String)
        {
            text = JsonText.Get(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            // Not mended: halves of a character in parts of two events meet again.
            parts = JsonElement.ParseValue(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

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
                AddAnswer(text!);
                break;

            case ContentPartKind.Reasoning:
                AddReasoning(text, ReasoningField.ContentPart);
                break;

            case ContentPartKind.Media:
                Add(media!);
                break;
        }
    }

    private void ReadReasoning(ref Utf8JsonReader reader, string field)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            AddReasoning(JsonText.Get(ref reader), field);
        }
        else
        {
            reader.Skip();
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

        if (_splitter is null)
        {
            AddText(piece);
            return;
        }

        var (reasoning, text) = _splitter.Push(piece);
        AddReasoning(reasoning, ReasoningField.ThinkTag);
        AddText(text);
        if (_splitter.IsPlain)
        {
            _splitter = null;
        }
    }

    private void AddText(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _inReasoning = false;
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
        CreatedAt = _created,
    };

    private static void KeepFirst(ref Utf8JsonReader reader, ref string? kept, bool isRepeated = false)
    {
        if (kept is null && reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(""u8))
        {
            kept = JsonText.Get(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }
}
