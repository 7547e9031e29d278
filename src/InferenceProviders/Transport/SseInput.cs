using System.Runtime.CompilerServices;
using InferenceProviders.Shared;

namespace InferenceProviders.Transport;

/// <summary>
/// What stands between the socket and the framework's event parser: it refuses a line or a stream that never ends, and
/// closes the last event of a stream that ends without a blank line (the parser would drop it; wire FACTS, "a last
/// event without blank line is lost"). Lines of bare JSON become events.
/// </summary>
/// <param name="start">What was read from the stream already, to see what it is.</param>
/// <param name="inner">The rest.</param>
/// <param name="limits">The longest line and the longest stream that are accepted.</param>
internal sealed class SseInput(ReadOnlyMemory<byte> start, Stream inner, InferenceLimits limits) : ReadOnlyStream
{
    private readonly byte[] _beginning = new byte[256];
    private ReadOnlyMemory<byte> _start = start;
    private long _lineBytes;
    private long _bytes;
    private byte _last = (byte)'\n';
    private bool _isAtLine = true;
    private bool _ended;
    private BareLines? _bare;

    /// <summary>How the stream began; for an error that says what came instead of events.</summary>
    public ReadOnlySpan<byte> Beginning => _beginning.AsSpan(0, (int)Math.Min(_bytes, _beginning.Length));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_ended)
        {
            if (_bare is { HasOutput: true })
            {
                return _bare.Take(buffer.Span);
            }

            var read = TakeStart(buffer.Span);
            if (read == 0)
            {
                read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }

            if (read == 0)
            {
                _bare?.End();
                if (_bare is not { HasOutput: true })
                {
                    return End(buffer.Span);
                }
            }
            else if (Check(buffer.Span[..read]) is > 0 and var plain)
            {
                return plain;
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int TakeStart(Span<byte> buffer)
    {
        var taken = Math.Min(_start.Length, buffer.Length);
        if (taken > 0)
        {
            _start.Span[..taken].CopyTo(buffer);
            _start = _start[taken..];
        }

        return taken;
    }

    /// <summary>Checks what was read; returns how much of it, from its beginning, can be passed on as it is.</summary>
    private int Check(Span<byte> read)
    {
        if (_bytes < _beginning.Length)
        {
            var room = _beginning.AsSpan((int)_bytes);
            read[..Math.Min(read.Length, room.Length)].CopyTo(room);
        }

        _bytes += read.Length;
        if (_bytes > limits.ResponseBytes)
        {
            throw new InferenceException(
                InferenceErrorKind.Protocol,
                $"The event stream is longer than the limit of {limits.ResponseBytes} bytes "
                + $"({nameof(InferenceLimits)}.{nameof(InferenceLimits.ResponseBytes)}).");
        }

        var plain = _bare is { IsOpen: true } ? 0 : -1;
        for (var rest = read; ;)
        {
            if (plain < 0 && _isAtLine && !rest.IsEmpty && BareLines.Begins(rest[0]))
            {
                plain = read.Length - rest.Length;
            }

            if (_isAtLine && rest.StartsWith("event: response."u8))
            {
                // Read from the data, too: without this the parser makes a string of it in every event. It becomes a
                // comment.
                rest[0] = (byte)':';
            }
            else if (_isAtLine && rest.StartsWith("error:"u8))
            {
                // A field of llama.cpp's own (ggml-org/llama.cpp#16104), which the parser would pass over.
                "data: "u8.CopyTo(rest);
            }

            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            _lineBytes += end < 0 ? rest.Length : end;
            if (_lineBytes > limits.LineBytes)
            {
                throw new InferenceException(
                    InferenceErrorKind.Protocol,
                    $"A line of the event stream is longer than the limit of {limits.LineBytes} bytes "
                    + $"({nameof(InferenceLimits)}.{nameof(InferenceLimits.LineBytes)}).");
            }

            if (end < 0)
            {
                _isAtLine &= rest.IsEmpty;
                return plain < 0 ? Pass(read) : Divert(read, plain);
            }

            _isAtLine = true;
            _lineBytes = 0;
            rest = rest[(end + 1)..];
        }
    }

    private int Pass(ReadOnlySpan<byte> read)
    {
        _last = read[^1];
        return read.Length;
    }

    private int Divert(ReadOnlySpan<byte> read, int plain)
    {
        _bare ??= new BareLines();
        _isAtLine = _bare.Add(read[plain..]);
        _last = _isAtLine ? (byte)'\n' : read[^1];
        return plain;
    }

    private int End(Span<byte> buffer)
    {
        // One newline ends the line, a second one the event. A buffer of one byte gets them one by one.
        var missing = _last == '\n' ? 1 : 2;
        var given = Math.Min(missing, buffer.Length);
        buffer[..given].Fill((byte)'\n');
        _last = (byte)'\n';
        _ended = given == missing;
        return given;
    }
}
