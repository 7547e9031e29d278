using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace InferenceProviders.Transport;

/// <summary>A request body that is written straight into a pooled buffer and sent from there.</summary>
internal sealed class PooledContent : HttpContent, IBufferWriter<byte>
{
    /// <summary>
    /// What a body begins with. The buffer is held until the answer begins, and the shared pool has few for many calls
    /// at once: those beyond it allocate theirs, so it is no larger than a short question needs.
    /// </summary>
    public const int FirstBuffer = 512;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly long _limit;
    private byte[] _buffer;
    private int _written;
    private int _sending;

    public PooledContent(long limit, int initialCapacity = FirstBuffer)
    {
        _limit = limit;
        _buffer = ArrayPool<byte>.Shared.Rent(initialCapacity);
        Headers.ContentType = Json;
    }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _written);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sending);
        try
        {
            await stream.WriteAsync(Written, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _sending);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _written;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        // A server may answer before it has read everything; the buffer is then still being sent, and the garbage
        // collector gets it.
        if (disposing && Volatile.Read(ref _sending) == 0)
        {
            var buffer = Interlocked.Exchange(ref _buffer, []);
            if (buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        base.Dispose(disposing);
    }

    private void Reserve(int sizeHint)
    {
        var needed = (long)_written + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length)
        {
            return;
        }

        if (needed > Math.Min(_limit, Array.MaxLength))
        {
            throw new InferenceException(
                InferenceErrorKind.InvalidRequest,
                $"The request body is larger than the limit of {_limit} bytes. Send large media by URL, or raise "
                    + $"{nameof(InferenceLimits)}.{nameof(InferenceLimits.RequestBytes)}.");
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, _buffer.Length * 2L), Array.MaxLength));
        _buffer.AsSpan(0, _written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
