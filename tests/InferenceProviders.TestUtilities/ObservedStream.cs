namespace InferenceProviders.TestUtilities;

/// <summary>
/// The client's side of a connection. It tells when the client has taken everything that came and waits for more, so
/// that a server can cut its answer where it wants without a pause.
/// </summary>
internal sealed class ObservedStream(Stream inner) : Stream
{
    private readonly Lock _lock = new();
    private readonly List<(long Total, TaskCompletionSource Reached)> _waiters = [];
    private long _total;
    private bool _waiting;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Ends when the client has read <paramref name="total"/> bytes since the connection began, and waits for the next.
    /// </summary>
    public Task DrainedAsync(long total)
    {
        lock (_lock)
        {
            if (_waiting && _total >= total)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((total, reached));
            return reached.Task;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(buffer, cancellationToken);
        if (!read.IsCompleted)
        {
            lock (_lock)
            {
                _waiting = true;
                _waiters.RemoveAll(waiter => _total >= waiter.Total && waiter.Reached.TrySetResult());
            }
        }

        var count = await read;
        lock (_lock)
        {
            _waiting = false;
            _total += count;
        }

        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The library reads asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
