namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>
/// A body that comes in pieces of any size, some of them late, and that may break off or be cancelled by the caller
/// somewhere.
/// </summary>
internal sealed class RaggedStream(byte[] bytes, Random random, int breaksAt, Action<int> passed) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (random.Next(8) == 0)
        {
            await Task.Yield();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        passed(_position);
        if (_position >= breaksAt)
        {
            throw new IOException("The connection broke.");
        }

        var length = Math.Min(
            Math.Min(bytes.Length, breaksAt) - _position, random.Next(6) == 0
                ? random.Next(1, 8)
                : random.Next(1, 4096));
        length = Math.Min(length, buffer.Length);
        bytes.AsSpan(_position, length).CopyTo(buffer);
        _position += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
