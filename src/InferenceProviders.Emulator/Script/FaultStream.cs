namespace InferenceProviders.Emulator.Script;

/// <summary>A response body that breaks where a script says, and comes in pieces as small as it says.</summary>
internal sealed class FaultStream(
    Stream inner, StreamFault? fault, int chunkBytes, Func<Task> reset, CancellationToken clientGone) : Stream
{
    private EventCounter _events;
    private int _bytes;

    /// <summary>The fault has happened: whatever is written now goes nowhere.</summary>
    public bool Broken { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Broken)
        {
            return;
        }

        var whole = Whole(buffer.Span);
        await SendAsync(buffer[..whole], cancellationToken).ConfigureAwait(false);
        _bytes += whole;
        if (fault is not null && IsDue())
        {
            await BreakAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        Broken ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException("The emulator writes asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The emulator writes asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>How much of it comes before the fault.</summary>
    private int Whole(ReadOnlySpan<byte> buffer) => fault switch
    {
        null => buffer.Length,
        { AfterEvents: { } events } => _events.Read(buffer, events),
        _ => Math.Min(buffer.Length, fault.AfterBytes - _bytes),
    };

    private bool IsDue() => fault!.AfterEvents is { } events ? _events.Events >= events : _bytes >= fault.AfterBytes;

    private async Task BreakAsync(CancellationToken cancellationToken)
    {
        Broken = true;

        // What came before the fault must be on its way, or the client would see an earlier one.
        await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        switch (fault!.Kind)
        {
            case FaultKind.Reset:
                await reset().ConfigureAwait(false);
                break;
            case FaultKind.Stall:
                await Task.Delay(
                    Timeout.InfiniteTimeSpan, clientGone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case FaultKind.Send:
                await SendAsync(fault.Bytes, cancellationToken).ConfigureAwait(false);
                await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (chunkBytes == 0)
        {
            await inner.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            return;
        }

        for (var rest = bytes; !rest.IsEmpty; rest = rest[Math.Min(chunkBytes, rest.Length)..])
        {
            await inner.WriteAsync(rest[..Math.Min(chunkBytes, rest.Length)], cancellationToken).ConfigureAwait(false);
            await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
