using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Speech;

/// <summary>
/// Reads the events of transcripts: <c>transcript.text.delta</c>, <c>.segment</c> and <c>.done</c> (OpenAI,
/// https://developers.openai.com/api/reference/resources/audio/subresources/transcriptions/streaming-events),
/// <c>transcription.text.delta</c>, <c>transcription.segment</c>, <c>transcription.language</c> and
/// <c>transcription.done</c> (Mistral, https://docs.mistral.ai/api, audio/transcriptions),
/// <c>choices</c> as in a chat (vLLM's <c>transcription.chunk</c>), <c>output</c> with <c>partial</c> (fal's
/// Nemotron, https://fal.ai/models/fal-ai/nemotron/asr/api), and objects with a text and times (servers of
/// faster-whisper). Events of other types are passed over.
/// </summary>
internal sealed class TranscriptEvents(StreamedAnswer answer, TaskExchange exchange)
{
    private readonly StringBuilder _text = new();
    private readonly List<TranscriptSegment> _segments = [];
    private readonly HashSet<string> _given = [];
    private string? _whole;
    private string? _language;
    private string? _model;
    private double? _length;
    private UsageDetails? _usage;

    private RawJson? _last;
    private bool _hasFinished;
    private bool _isPlain;

    /// <summary>How much of the text is in segments that have ended.</summary>
    private int _closed;

    public bool HasEnded { get; private set; }

    /// <summary>
    /// Whether the stream may end here although nothing said so: a choice has its reason, or the server has no word for
    /// the end, and the connection has.
    /// </summary>
    public bool MayEnd => HasEnded || _hasFinished || (_isPlain && answer.IsDelimited);

    /// <summary>What an event adds; null for nothing.</summary>
    public TranscriptPiece? Read(string eventType, byte[] data)
    {
        if (data.AsSpan().SequenceEqual("[DONE]"u8))
        {
            HasEnded = true;
            return null;
        }

        var root = StreamedEvents.Parse(data, answer);
        var type = root.Text("type") ?? root.Text("object") ?? eventType;
        StreamedEvents.ThrowIfError(eventType, root, exchange, HasAnswer(root, type));
        _model = root.Text("model") ?? _model;
        _language = Transcript.LanguageOf(root) ?? _language;
        _usage = StreamedEvents.Usage(root) ?? _usage;
        _length = Transcript.LengthIn(root) ?? _length;
        var raw = new RawJson(data);
        if (type.EndsWith(".done", StringComparison.Ordinal))
        {
            return Done(root, raw);
        }

        if (type.EndsWith(".segment", StringComparison.Ordinal))
        {
            return TranscriptJson.Segment(root) is { } segment ? Add(segment, root.Text("id"), raw) : null;
        }

        if (root.At("choices") is { ValueKind: JsonValueKind.Array } choices)
        {
            // vLLM finishes each piece into which it cut the recording (vllm-project/vllm#49116): the last one counts.
            var choice = choices.Items().FirstOrDefault();
            _hasFinished = choice.ValueKind == JsonValueKind.Undefined ? _hasFinished
                : choice.At("finish_reason") is { ValueKind: JsonValueKind.String };
            return Add(TranscriptJson.Word(choice.At("delta"), "content") ?? TranscriptJson.Word(choice, "text"), raw);
        }

        if (root.At("output") is { ValueKind: JsonValueKind.String } hypothesis)
        {
            return Revise(hypothesis.GetString()!, root.At("partial").ValueKind == JsonValueKind.True, raw);
        }

        if (type.EndsWith(".delta", StringComparison.Ordinal))
        {
            // Of a segment that was given out before its deltas came.
            return root.Text("segment_id") is { } id && _given.Contains(id) ? null
                : Add(TranscriptJson.Word(root, "delta") ?? TranscriptJson.Word(root, "text"), raw);
        }

        return type is "" or "message" or "segment" ? Plain(root, raw) : null;
    }

    /// <summary>The last piece: the transcript, with what had not been given out.</summary>
    public TranscriptPiece Finish()
    {
        var rest = _whole is { } whole && _text.Length < whole.Length
            && whole.StartsWith(_text.ToString(), StringComparison.Ordinal) ? whole[_text.Length..] : "";
        _text.Append(rest);
        var transcript = new Transcript(_whole ?? _text.ToString(), _segments, _language, Raw: _last)
        {
            Length = _length,
            Usage = _usage,
        };
        return new(rest)
        {
            IsLast = true,
            Transcript = transcript,
            Usage = _usage,
            Amounts = ((IMeasuredResult)transcript).Amounts,
            ServedModel = _model,
            Raw = _last,
        };
    }

    private static bool HasAnswer(JsonElement root, string type) =>
        type.StartsWith("transcript", StringComparison.Ordinal) || root.At("text").IsSomething()
        || root.At("choices").IsSomething() || root.At("output").IsSomething();

    private TranscriptPiece? Done(JsonElement root, RawJson raw)
    {
        HasEnded = true;
        _last = raw;
        _whole = TranscriptJson.Word(root, "text");
        if (_segments.Count == 0)
        {
            _segments.AddRange(TranscriptParts.Segments(root));
        }

        return null;
    }

    private TranscriptPiece? Add(string? text, RawJson raw)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        _text.Append(text);
        return new(text) { Raw = raw };
    }

    /// <summary>A segment. Its text is given out with it where no delta has had it.</summary>
    private TranscriptPiece Add(TranscriptSegment segment, string? id, RawJson raw)
    {
        _segments.Add(segment);
        var open = _text.ToString(_closed, _text.Length - _closed);
        var at = open.IndexOf(segment.Text.Trim(), StringComparison.Ordinal);
        if (at >= 0)
        {
            _closed += at + segment.Text.Trim().Length;
            return new("") { Segment = segment, Raw = raw };
        }

        var text = _text.Length > 0 && !char.IsWhiteSpace(_text[^1]) && segment.Text is [var first, ..]
            && !char.IsWhiteSpace(first) ? " " + segment.Text : segment.Text;
        _text.Append(text);
        _closed = _text.Length;
        if (id is not null)
        {
            _given.Add(id);
        }

        return new(text) { Segment = segment, Raw = raw };
    }

    /// <summary>
    /// All of the text so far, which may still change. What it adds to what was given out is given; a change of that
    /// waits for the end.
    /// </summary>
    private TranscriptPiece? Revise(string hypothesis, bool isPartial, RawJson raw)
    {
        if (!isPartial)
        {
            HasEnded = true;
            _last = raw;
            _whole = hypothesis;
            return null;
        }

        return hypothesis.StartsWith(_text.ToString(), StringComparison.Ordinal)
            ? Add(hypothesis[_text.Length..], raw) : null;
    }

    /// <summary>An object without a type: a piece with its times, or with pieces in it.</summary>
    private TranscriptPiece? Plain(JsonElement root, RawJson raw)
    {
        if (TranscriptJson.Segment(root) is not { } piece)
        {
            return null;
        }

        _isPlain = true;
        if (piece.Start is not null)
        {
            return Add(piece, id: null, raw);
        }

        var parts = TranscriptParts.Segments(root);
        _segments.AddRange(parts);
        return Add(piece.Text, raw) is { } added ? added with { Segment = parts is [var only] ? only : null } : null;
    }
}
