using System.Net.ServerSentEvents;
using InferenceProviders.Errors;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks;

/// <summary>
/// An answer that is read while it arrives: events, the bytes of a file, or a text that is one whole after all. What
/// it is its first bytes say; a label that contradicts them gives way.
/// </summary>
internal sealed class StreamedAnswer : IAsyncDisposable
{
    private const int BufferBytes = 32 * 1024;

    /// <summary>How much of a file has to be there to say what it is.</summary>
    private const int HeadBytes = 12;

    private readonly TaskExchange _exchange;
    private readonly HttpResponseMessage _response;
    private readonly IdleTimeout _stall;
    private readonly bool _isTimed;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private Stream _body = Stream.Null;
    private ReadOnlyMemory<byte> _start;
    private bool _hasGiven;

    private StreamedAnswer(TaskExchange exchange, HttpResponseMessage response, bool isTimed)
    {
        _exchange = exchange;
        _response = response;
        _isTimed = isTimed;
        _stall = new IdleTimeout(Timeout.InfiniteTimeSpan, exchange.Clock, exchange.Token);
    }

    /// <summary>What the answer turned out to be.</summary>
    public AnswerForm Form { get; private set; }

    /// <summary>The media type without parameters, in lower case; null when the answer had none.</summary>
    public string? MediaType => TaskExchange.MediaType(_response);

    /// <summary>The length that was declared; null where none was, or where it is not that of what is read.</summary>
    public long? Length =>
        _response.Content.Headers.NonValidated.Contains("Content-Encoding") ? null
            : _response.Content.Headers.ContentLength;

    /// <summary>Whether the connection says where the body ends. Where it does not, a cut looks like an end.</summary>
    public bool IsDelimited => Length is not null || _response.Headers.TransferEncodingChunked is true
        || _response.Version.Major >= 2;

    /// <summary>Sends, and waits for the first bytes of the answer.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="path">Below the route's address.</param>
    /// <param name="content">The body.</param>
    /// <param name="isStream">
    /// Whether a stream is asked for, which may not be silent for long; else it is an answer that may take its time.
    /// </param>
    /// <param name="optionalWord">
    /// <inheritdoc cref="TaskExchange.OpenAsync" path="/param[@name='optionalWord']"/>
    /// </param>
    /// <param name="route">Another address of the same provider's, in place of the task's route.</param>
    public static async Task<StreamedAnswer> OpenAsync(
        TaskExchange exchange, string path, HttpContent content, bool isStream, string? optionalWord = null,
        Route? route = null)
    {
        var response = await exchange.OpenAsync(path, content, optionalWord, route).ConfigureAwait(false);
        var answer = new StreamedAnswer(exchange, response, isStream);
        try
        {
            await answer.StartAsync().ConfigureAwait(false);
            return answer;
        }
        catch
        {
            await answer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The bytes as they come.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> BytesAsync()
    {
        var total = 0L;
        var piece = _start;
        while (!piece.IsEmpty)
        {
            total += piece.Length;
            if (total > _exchange.Limits.DownloadBytes)
            {
                throw new InferenceException(
                    InferenceErrorKind.Protocol,
                    $"The file is larger than the limit of {_exchange.Limits.DownloadBytes} bytes "
                    + $"({nameof(InferenceLimits)}.{nameof(InferenceLimits.DownloadBytes)}).");
            }

            _hasGiven = true;
            yield return piece;
            piece = total == Length ? default
                : _buffer.AsSpan(0, await ReadAsync(_buffer).ConfigureAwait(false)).ToArray();
        }
    }

    /// <summary>The data of the events, until the stream ends. The last one may be <c>[DONE]</c>.</summary>
    public async IAsyncEnumerable<SseItem<byte[]>> EventsAsync()
    {
        var input = new SseInput(_start, new Timed(this), _exchange.Limits);
        await foreach (var item in SseParser.Create(input, static (_, data) => data.Trim(" \t\r\n"u8).ToArray())
            .EnumerateAsync(_stall.Token).ConfigureAwait(false))
        {
            if (item.Data.Length > 0)
            {
                _hasGiven = true;
                yield return item;
            }
        }
    }

    /// <summary>The whole of it, for an answer that is no stream.</summary>
    public async Task<ProviderAnswer> ReadWholeAsync()
    {
        var rest = await ResponseBody.ReadRestAsync(
            _body, _exchange.Limits.ResponseBytes, _exchange.Token, _start.Length).ConfigureAwait(false);
        byte[] body = [.. _start.Span, .. rest];
        return _exchange.Answer(_response, body);
    }

    /// <summary>The answer for errors, when it is known that it is none.</summary>
    public ProviderAnswer Empty() => _exchange.Answer(_response, default);

    /// <summary>The error for a stream that ended without its end.</summary>
    public InferenceException Incomplete() => _exchange.Route.Error(
        InferenceErrorKind.Protocol,
        $"{_exchange.Route.SpeakerOf(_exchange.Info.Provider)} answered '{_exchange.Route.Task}' for "
            + $"{_exchange.Route.Model} with a stream that ended in the middle.",
        info: _exchange.Info);

    public async ValueTask DisposeAsync()
    {
        // The response first: closing the socket ends a read that is under way.
        _response.Dispose();
        await _body.DisposeAsync().ConfigureAwait(false);
        _stall.Dispose();
    }

    private async Task StartAsync()
    {
        _body = await ResponseBody.OpenAsync(_response, _stall.Token).ConfigureAwait(false);
        var length = 0;
        int read;
        do
        {
            read = await ReadAsync(_buffer.AsMemory(length)).ConfigureAwait(false);
            length += read;
        }
        while (read > 0 && !IsTelling(_buffer.AsSpan(0, length)));

        _start = _buffer.AsSpan(0, length).ToArray();
        var text = JsonText.Start(_start.Span);
        if (!MediaTypeDetector.IsText(_start.Span))
        {
            Form = length == 0 ? AnswerForm.Whole : AnswerForm.Bytes;
        }
        else if (text is [(byte)'{', ..])
        {
            (var areLines, _start) = await JsonLines.SniffAsync(
                _start, new Timed(this), _exchange.Limits.LineBytes, _stall.Token).ConfigureAwait(false);
            Form = areLines ? AnswerForm.Events : AnswerForm.Whole;
        }
        else
        {
            Form = IsFraming(text) || (MediaType == "text/event-stream" && text is not [(byte)'[' or (byte)'<', ..])
                ? AnswerForm.Events : AnswerForm.Whole;
        }
    }

    /// <summary>Whether the beginning says what it is the beginning of.</summary>
    private static bool IsTelling(ReadOnlySpan<byte> start) =>
        start.Length >= HeadBytes
        || (!start.IsEmpty && !"RIFF"u8.StartsWith(start[..Math.Min(4, start.Length)])
            && (!MediaTypeDetector.IsText(start)
                || JsonText.Start(start) is [(byte)'{' or (byte)'[' or (byte)'<', ..]));

    private static bool IsFraming(ReadOnlySpan<byte> text) =>
        text.StartsWith("data:"u8) || text.StartsWith("event:"u8) || text.StartsWith("id:"u8)
        || text.StartsWith("retry:"u8) || text is [(byte)':', ..];

    /// <summary>Reads, for no longer than the other side may be silent.</summary>
    private async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var timeouts = _exchange.Timeouts;
        var limit = _hasGiven ? timeouts.BetweenTokens : timeouts.FirstToken;
        _exchange.Stalled = _hasGiven
            ? $"nothing came for {limit.TotalSeconds:0.###} s, in the middle of the answer"
            : $"no first piece came within {limit.TotalSeconds:0.###} s";
        var reading = _body.ReadAsync(buffer, _stall.Token);
        if (reading.IsCompleted || !_isTimed)
        {
            return await reading.ConfigureAwait(false);
        }

        _stall.Arm(limit);
        var read = await reading.ConfigureAwait(false);
        _stall.Disarm();
        return read;
    }

    /// <summary>The body, with the limit on silence.</summary>
    private sealed class Timed(StreamedAnswer answer) : Shared.ReadOnlyStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            answer.ReadAsync(buffer);
    }
}

/// <summary>What an answer turned out to be.</summary>
internal enum AnswerForm
{
    /// <summary>A text that is one whole: an object in JSON, an error, a page; or nothing at all.</summary>
    Whole,

    /// <summary>Server-sent events, or lines of JSON.</summary>
    Events,

    /// <summary>The bytes of a file.</summary>
    Bytes,
}
