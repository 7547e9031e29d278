using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using InferenceProviders.Catalog;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>An answer that arrives in events.</summary>
internal sealed class ChatStream : ICallStream<ChatResponseUpdate>
{
    private const int SniffBytes = 1024;

    private readonly RouterSettings _settings;
    private readonly IdleTimeout _stall;
    private readonly IChatExchange _request;
    private readonly List<ChatResponseUpdate>? _seen;
    private HttpResponseMessage? _response;
    private IAnswerReader _reader = null!;
    private SseInput? _input;
    private IAsyncEnumerator<SseItem<ChatResponseUpdate?>>? _events;
    private ChatResponseUpdate? _first;
    private IReadOnlyList<ChatResponseUpdate>? _last;
    private ChatFinishReason? _finish;
    private int _taken;
    private TimeSpan _allowed;
    private TimeSpan _timeToFirstToken;
    private bool _hasEvents;
    private bool _active;
    private bool _done;

    private ChatStream(IChatExchange request, Attempt attempt)
    {
        _request = request;
        _settings = attempt.Call.Settings;
        _stall = new IdleTimeout(_settings.Timeouts.FirstToken, attempt.Call.Clock, attempt.Token);
        _seen = _settings.CaptureMessageContent ? [] : null;
        Attempt = attempt;
    }

    public Attempt Attempt { get; }

    public ResponseInfo Info { get; private set; }

    bool IAttemptResult.IsStream => true;

    public UsageDetails? Usage => _reader.Usage;

    public string? PartialText => _reader.PartialText;

    /// <summary>Whether the update that was read last is the last one: it belongs to the response as a whole.</summary>
    public bool IsLast { get; private set; }

    /// <summary>From the start of the call to the first sign of an answer.</summary>
    public TimeSpan? TimeToFirstToken => _timeToFirstToken;

    public AnswerDetails Details => _last is not [.., var last] ? default : new()
    {
        Id = last.ResponseId,
        Model = last.ModelId,
        FinishReason = _finish,
        Messages = _seen?.ToChatResponse().Messages,
    };

    private Route Route => Attempt.Route;

    /// <summary>Sends the request and waits for the first content.</summary>
    public static async ValueTask<ICallStream<ChatResponseUpdate>> OpenAsync(IChatExchange request, Attempt attempt)
    {
        var stream = new ChatStream(request, attempt);
        try
        {
            await stream.StartAsync().ConfigureAwait(false);
            stream._first = await stream.NextAsync().ConfigureAwait(false);
            WithheldAnswer.Check(attempt, stream._finish, stream._first?.Contents ?? []);
            return stream;
        }
        catch (Exception exception)
        {
            var translated = stream.Translate(exception);
            await stream.DisposeAsync().ConfigureAwait(false);
            if (!ReferenceEquals(translated, exception))
            {
                throw translated;
            }

            throw;
        }
    }

    /// <summary>
    /// The next update; null when the answer has ended. The last one before that carries usage, and no message id.
    /// </summary>
    public ValueTask<ChatResponseUpdate?> ReadAsync()
    {
        if (_first is { } first)
        {
            _first = null;
            return new(first);
        }

        return NextAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // The response first: closing the socket ends a read that is under way.
        _response?.Dispose();
        if (_events is not null)
        {
            await _events.DisposeAsync().ConfigureAwait(false);
        }

        _stall.Dispose();
    }

    private async Task StartAsync()
    {
        _response = await Attempt.SendAsync(_request.Write(Attempt), _stall.Token).ConfigureAwait(false);
        _request.Accepted(Attempt);
        Info = ResponseInfo.From(_response);
        _reader = _request.CreateReader(Route, Info);

        // The content type is not always true: what the first bytes are decides how to read on.
        var stream = await ResponseBody.OpenAsync(_response, _stall.Token).ConfigureAwait(false);
        var buffer = new byte[SniffBytes];
        var length = 0;
        int read;
        do
        {
            read = await stream.ReadAsync(buffer.AsMemory(length), _stall.Token).ConfigureAwait(false);
            length += read;
        }
        while (read > 0 && length < SniffBytes && (length < 3 || JsonText.Start(buffer.AsSpan(0, length)).IsEmpty));

        var start = buffer.AsMemory(0, length);
        var text = JsonText.Start(start.Span);
        var (areLines, known) = text is [(byte)'{', ..]
            ? await JsonLines.SniffAsync(start, stream, _settings.Limits.LineBytes, _stall.Token).ConfigureAwait(false)
            : (text is not [(byte)'[' or (byte)'"' or (byte)'<', ..], start);
        if (!areLines)
        {
            await ReadWholeAsync(known, stream).ConfigureAwait(false);
            return;
        }

        _input = new SseInput(known, stream, _settings.Limits);
        _events = SseParser.Create<ChatResponseUpdate?>(_input, ReadEvent).EnumerateAsync(_stall.Token)
            .GetAsyncEnumerator(_stall.Token);
    }

    /// <summary>A stream was asked for and a whole body came: an answer in JSON, an error, or a page.</summary>
    private async Task ReadWholeAsync(ReadOnlyMemory<byte> start, Stream rest)
    {
        var body = new MemoryStream();
        body.Write(start.Span);
        body.Write(
            await ResponseBody.ReadRestAsync(
                rest, _settings.Limits.ResponseBytes, _stall.Token, start.Length).ConfigureAwait(false));
        var bytes = body.ToArray();
        _reader.RequireJson(bytes);
        _first = _reader.Read(bytes);
        _done = true;
        if (_reader is { HasSeveralValues: true, HasFinished: false })
        {
            throw _reader.Incomplete("a stream that ended in the middle");
        }
    }

    private ChatResponseUpdate? ReadEvent(string eventType, ReadOnlySpan<byte> data)
    {
        var json = data.Trim(" \t\r\n"u8);
        if (json.IsEmpty || json[0] == ':' || _done)
        {
            // A gateway may make data of a comment that keeps the connection alive (mnfst/llm-gateway#2053).
            return null;
        }

        _hasEvents = true;

        if (json.EndsWith("[DONE]"u8))
        {
            // Mostly an event of its own; where the server leaves blank lines out, it stands behind the last one.
            _done = true;
            json = json[..^"[DONE]".Length].TrimEnd(" \t\r\n"u8);
            if (json.IsEmpty)
            {
                return null;
            }
        }

        if (eventType == "error")
        {
            throw ErrorFactory.Create(status: null, ErrorBody.Parse(json), Route.Source, Info);
        }

        var update = _reader.Read(json);
        if (update is not null && _settings.KeepRawStreamEvents)
        {
            update.RawRepresentation = _reader.KeepRaw(json.ToArray());
        }

        return update;
    }

    /// <summary>
    /// Every token comes through here: it is one method, because each that waits has its price, and its state is used
    /// again.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ChatResponseUpdate?> NextAsync()
    {
        if (_first is { } whole)
        {
            _first = null;
            NoteActivity();
            return Note(whole);
        }

        while (true)
        {
            if (_reader.TakeNext() is { } more)
            {
                return Note(more);
            }

            if (_done || _events is null)
            {
                return End();
            }

            bool moved;
            try
            {
                var move = _events.MoveNextAsync();
                if (_active && !move.IsCompleted)
                {
                    _allowed = _reader.Allow(_settings.Timeouts.BetweenTokens);
                    _stall.Arm(_allowed);
                    moved = await move.ConfigureAwait(false);
                    _stall.Disarm();
                }
                else
                {
                    moved = await move.ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (_reader.HasFinished && exception is IOException or HttpRequestException)
            {
                // The connection broke behind the end of the answer.
                moved = false;
            }

            if (!moved)
            {
                return _reader.HasFinished ? End() : throw Unfinished();
            }

            if (!_active && _reader.HasActivity)
            {
                NoteActivity();
            }

            if (_events.Current.Data is { } update)
            {
                return Note(update);
            }
        }
    }

    /// <summary>Keeps what the report says of the answer.</summary>
    private ChatResponseUpdate Note(ChatResponseUpdate update)
    {
        _finish = update.FinishReason ?? _finish;
        _seen?.Add(update);
        return update;
    }

    /// <summary>The stream ended without an end: in the middle, or because it was none.</summary>
    private InferenceException Unfinished()
    {
        if (!_hasEvents && !_input!.Beginning.StartsWith(":"u8))
        {
            _reader.RequireJson(_input.Beginning);
        }

        return _reader.Incomplete("a stream that ended in the middle");
    }

    private void NoteActivity()
    {
        if (!_active)
        {
            _active = true;
            _stall.Disarm();
            _timeToFirstToken = Attempt.Call.Deadline.Elapsed;
        }
    }

    private ChatResponseUpdate? End()
    {
        if (_last is null)
        {
            _last = _reader.Finish();
            NoteActivity();
        }

        if (_taken == _last.Count)
        {
            return null;
        }

        IsLast = _taken + 1 == _last.Count;
        return Note(_last[_taken++]);
    }

    public Exception Translate(Exception exception)
    {
        var stalled = _active
            ? $"nothing came for {_allowed.TotalSeconds:0.###} s, in the middle of the answer"
            : $"no first token came within {_settings.Timeouts.FirstToken.TotalSeconds:0.###} s";
        if (_stall.Token.IsCancellationRequested && exception is HttpRequestException or IOException
            or ObjectDisposedException)
        {
            // A handler may answer cancellation by breaking the connection.
            exception = new OperationCanceledException(exception.Message, exception);
        }

        return Attempt.Translate(exception, stalled);
    }
}
