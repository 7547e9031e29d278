using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;

namespace InferenceProviders.Transport;

/// <summary>
/// A request body that is written straight into a pooled buffer and sent from there. Large files in it are not: they
/// are encoded while they are sent, so that they are in memory once.
/// </summary>
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
    private List<Insert>? _inserts;

    public PooledContent(long limit, int initialCapacity = FirstBuffer)
    {
        _limit = limit;
        _buffer = ArrayPool<byte>.Shared.Rent(initialCapacity);
        Headers.ContentType = Json;
    }

    /// <summary>How long the body is so far, files included.</summary>
    public long Length => _written + Inserted;

    /// <summary>What was written; of files not a byte.</summary>
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

    /// <summary>How much of it are files.</summary>
    private long Inserted
    {
        get
        {
            var length = 0L;
            for (var index = 0; index < _inserts?.Count; index++)
            {
                length += _inserts[index].EncodedLength;
            }

            return length;
        }
    }

    /// <summary>
    /// Puts bytes as base64 behind what was written. They must stay the same until the body was sent.
    /// </summary>
    public void AddBase64(ReadOnlyMemory<byte> data)
    {
        var insert = new Insert(_written, data);
        CheckLimit(Length + insert.EncodedLength);
        (_inserts ??= []).Add(insert);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sending);
        try
        {
            var start = _inserts is null ? 0
                : await WriteInsertsAsync(_inserts, stream, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(Written[start..], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _sending);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Length;
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

    /// <summary>Writes all up to the last file; where in what was written that stands.</summary>
    private async ValueTask<int> WriteInsertsAsync(
        List<Insert> inserts, Stream stream, CancellationToken cancellationToken)
    {
        var start = 0;
        foreach (var insert in inserts)
        {
            await stream.WriteAsync(Written[start..insert.Position], cancellationToken).ConfigureAwait(false);
            await insert.WriteAsync(stream, cancellationToken).ConfigureAwait(false);
            start = insert.Position;
        }

        return start;
    }

    private void Reserve(int sizeHint)
    {
        var needed = (long)_written + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length)
        {
            return;
        }

        CheckLimit(Math.Max(needed + Inserted, needed > Array.MaxLength ? long.MaxValue : 0));
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, _buffer.Length * 2L), Array.MaxLength));
        _buffer.AsSpan(0, _written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void CheckLimit(long length)
    {
        if (length > _limit)
        {
            throw new InferenceException(
                InferenceErrorKind.InvalidRequest,
                $"The request body is larger than the limit of {_limit} bytes. Send large media by URL, or raise "
                    + $"{nameof(InferenceLimits)}.{nameof(InferenceLimits.RequestBytes)}.");
        }
    }

    /// <summary>A file in the body.</summary>
    /// <param name="Position">Where, in what was written.</param>
    /// <param name="Data">Its bytes.</param>
    private readonly record struct Insert(int Position, ReadOnlyMemory<byte> Data)
    {
        // A multiple of 3, so that only the last piece is padded.
        private const int Piece = 48 * 1024;

        public long EncodedLength => (Data.Length + 2L) / 3 * 4;

        public async ValueTask WriteAsync(Stream stream, CancellationToken cancellationToken)
        {
            var encoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Piece));
            try
            {
                for (var rest = Data; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, Piece)..])
                {
                    Base64.EncodeToUtf8(
                        rest.Span[..Math.Min(rest.Length, Piece)], encoded, out _, out var written);
                    await stream.WriteAsync(encoded.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(encoded);
            }
        }
    }
}
