using System.Text;
using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Shared;
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
/// <param name="audioFormat">The format in which the model was asked to speak; null when it was not said.</param>
internal sealed partial class ChatAnswerReader(
    Route route, ResponseInfo info, bool showReasoning, bool splitsThinkTags = true, string? audioFormat = null)
    : IAnswerReader
{
    private StringBuilder? _text;
    private SurrogateJoiner _textJoiner;
    private SurrogateJoiner _reasoningJoiner;
    private ThinkTagSplitter _splitter = splitsThinkTags ? default : ThinkTagSplitter.None;
    private ToolCallAccumulator? _toolCalls;
    private ReasoningDetails? _details;
    private AdditionalFields _extras;
    private StringBuilder? _refusal;
    private AnswerUsage _usage;
    private SpokenAnswer? _spoken;
    private ExecutedTools? _executed;
    private List<AIAnnotation>? _citations;
    private int _textLength;
    private bool _isTranscript;
    private string? _reasoningField;
    private bool _inReasoning;
    private bool _hasEmptyReasoning;
    private bool _hasContent;
    private bool _hasChoice;
    private bool _isWhole;
    private bool _isInAnother;
    private string? _id;
    private string? _messageId;
    private string? _model;
    private long _createdTicks;
    private ChatFinishReason? _finish;
    private List<AIContent>? _contents;
    private DeltaTemplate? _repeated;

    /// <summary>
    /// Whether the answer named a reason for its end, after which nothing more has to come; of several answers in one
    /// stream, as gateways send them, the last.
    /// </summary>
    public bool HasFinished => _finish is not null && !_isInAnother;

    /// <summary>Whether the model has begun: text, reasoning (shown or not) or a tool call.</summary>
    public bool HasActivity => _hasContent || _inReasoning || _toolCalls is { IsEmpty: false };

    /// <summary>Whether there were several JSON values where one is usual.</summary>
    public bool HasSeveralValues { get; private set; }

    public UsageDetails? Usage => _usage.Details;

    /// <summary>When the server says that the answer was made; kept as ticks, in a third of the bytes.</summary>
    private DateTimeOffset? Created => _createdTicks == 0 ? null : new(_createdTicks, TimeSpan.Zero);

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
        utf8 = JsonText.Start(utf8);
        if (_repeated?.Read(utf8, ref _extras) is { } text)
        {
            AddPiece(text, _repeated);
            return;
        }

        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            // Broken characters become U+FFFD, as in a browser; the rest of the answer is still worth having.
            utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        }

        var rest = utf8;
        EventSlots slots;
        do
        {
            var length = ReadValue(rest, out slots);
            rest = BehindValue(rest[length..]);
            HasSeveralValues |= !rest.IsEmpty;
        }
        while (!rest.IsEmpty);

        if (!_isWhole)
        {
            KeepEvent(utf8, slots);
        }
    }

    /// <summary>Reads the JSON value at the beginning; returns its length.</summary>
    private int ReadValue(ReadOnlySpan<byte> utf8, out EventSlots slots)
    {
        slots = default;
        var value = new EventReader(this);
        var reader = new Utf8JsonReader(utf8);
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                return (int)reader.BytesConsumed;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Error(ErrorBody.Parse(utf8), "a JSON value that is not an object");
            }

            value.ReadRoot(ref reader);
        }
        catch (JsonException exception)
        {
            throw NotAnAnswer(utf8[0] is (byte)'{' or (byte)'[' ? "malformed JSON"
                : $"malformed JSON ('{ErrorBody.Parse(utf8).Message}')", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw NotAnAnswer("text that is not Unicode", exception);
        }

        if (value.Found.Failure(utf8[..(int)reader.BytesConsumed]) is { } failure)
        {
            throw Failed(failure);
        }

        if (value.IsOfAnother || _isInAnother)
        {
            // A chunk of another answer that says something: that answer has an end of its own.
            _isInAnother = !value.HasFinish && (_isInAnother || _contents is not null);
        }

        slots = value.Slots;
        return (int)reader.BytesConsumed;
    }

    /// <summary>
    /// What stands behind a value: mostly nothing. Where a server leaves out the blank line between two events, or all
    /// line ends, there is another value, and it is read, too.
    /// </summary>
    private static ReadOnlySpan<byte> BehindValue(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t\r\n"u8);
        return rest.StartsWith("data:"u8) ? rest["data:"u8.Length..].TrimStart(" \t\r\n"u8) : rest;
    }

    /// <summary>
    /// Keeps an event of which one text is all that a second reading would add: everything else in it is kept once, or
    /// overwritten with what is there already.
    /// </summary>
    private void KeepEvent(ReadOnlySpan<byte> utf8, in EventSlots slots)
    {
        if (slots.IsOneText && !HasSeveralValues)
        {
            (_repeated ??= new()).Keep(utf8, slots);
        }
        else
        {
            _repeated?.Forget();
        }
    }

    /// <summary>
    /// The error for an answer that ended without being one: what it said instead, else <paramref name="what"/>.
    /// </summary>
    public InferenceException Incomplete(string what) => Error(_extras.AsError(), what);

    /// <summary>The error for an answer that is none.</summary>
    public InferenceException NotAnAnswer(string what, Exception? cause = null) =>
        route.Error(
            InferenceErrorKind.Protocol,
                $"{route.SpeakerOf(info.Provider)} answered with {Redactor.Redact(what, Secret)} for {route.Model}.",
                cause, info: info);

    private InferenceException Error(ErrorBody body, string otherwise) =>
        body.Message is null && body.Code is null
            ? NotAnAnswer(otherwise)
            : ErrorFactory.Create(status: null, body, route.Source, info);

    /// <summary>
    /// The error for a failure that the server reports. A whole answer that has begun broke off, as a stream does that
    /// has delivered something.
    /// </summary>
    private InferenceException Failed(ErrorBody body)
    {
        var failure = Error(body, "an error without words");
        if (!_isWhole || (_contents is null && _toolCalls is not { IsEmpty: false }))
        {
            return failure;
        }

        return new InferenceException(InferenceErrorKind.Interrupted, $"The answer broke off: {failure.Message}")
        {
            Provider = failure.Provider,
            Model = failure.Model,
            Code = failure.Code,
            RequestId = failure.RequestId,
            ProviderWords = failure.ProviderWords,
            PartialText = _contents?.OfType<TextContent>()
                .Aggregate((string?)null, static (text, content) => text + content.Text),
            Usage = Usage,
        };
    }
}
