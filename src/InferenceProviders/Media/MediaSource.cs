using InferenceProviders.Shared;

namespace InferenceProviders.Media;

/// <summary>
/// A stream of the caller's that is too long to be kept in memory, with its beginning. It can be sent again: from where
/// it began where it can seek, and from the beginning that was kept as long as nothing more was read.
/// </summary>
#pragma warning disable CA1001 // The semaphore makes no handle that would have to be released.
internal sealed class MediaSource
#pragma warning restore CA1001
{
    /// <summary>Shorter streams are kept in memory.</summary>
    public const int Kept = 512 * 1024;

    /// <summary>
    /// The same of streams that cannot seek. It is more, because nothing else of them can be sent to another provider.
    /// </summary>
    public const int KeptOfOneReading = 4 * 1024 * 1024;

    private readonly Stream _stream;
    private readonly ReadOnlyMemory<byte> _head;
    private readonly long _start;

    // Two attempts may be under way at once, and the stream has one position.
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isSpent;

    /// <param name="stream">It stands behind the beginning, and stays open.</param>
    /// <param name="head">The beginning.</param>
    public MediaSource(Stream stream, ReadOnlyMemory<byte> head)
    {
        (_stream, _head) = (stream, head);
        if (stream.CanSeek)
        {
            _start = stream.Position - head.Length;
            Length = stream.Length - _start;
        }
    }

    /// <summary>The beginning.</summary>
    public ReadOnlySpan<byte> Head => _head.Span;

    /// <summary>How long it is; null when that is not known.</summary>
    public long? Length { get; }

    /// <summary>The whole of it, once the one who reads it now has ended.</summary>
    /// <param name="spent">Is told when it can not be read once more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InferenceException">It cannot be read once more.</exception>
    public async ValueTask<Stream> OpenAsync(Action? spent, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_isSpent)
        {
            _turn.Release();
            throw new InferenceException(
                InferenceErrorKind.InvalidRequest,
                "The stream cannot be read a second time, which another attempt requires: use one that can seek, "
                + "or a file.");
        }

        if (_stream.CanSeek)
        {
            _stream.Position = _start + _head.Length;
        }

        return new Reading(this, spent);
    }

    public static InferenceException TooLarge(long limit) =>
        new(InferenceErrorKind.InvalidRequest,
            $"The media is larger than the limit of {limit} bytes "
            + $"({nameof(InferenceLimits)}.{nameof(InferenceLimits.RequestBytes)}).");

    /// <summary>The beginning, and the stream behind it.</summary>
    private sealed class Reading(MediaSource source, Action? spent) : ReadOnlyStream
    {
        private int _read;
        private bool _hasEnded;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_read < source._head.Length)
            {
                var count = Math.Min(buffer.Length, source._head.Length - _read);
                source._head.Slice(_read, count).CopyTo(buffer);
                _read += count;
                return count;
            }

            if (!source._stream.CanSeek && !source._isSpent)
            {
                source._isSpent = true;
                spent?.Invoke();
            }

            return await source._stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_hasEnded)
            {
                _hasEnded = true;
                source._turn.Release();
            }

            base.Dispose(disposing);
        }
    }
}
