using System.Buffers;

namespace InferenceProviders.Media;

/// <summary>Reads media streams to their end, never past a limit, and keeps the bytes at most once.</summary>
internal static class MediaStream
{
    private const int FirstBuffer = 64 * 1024;

    // A declared length is a claim: this much memory is given on its word, the rest as the bytes come.
    private const int Trusted = 16 * 1024 * 1024;

    /// <param name="stream">The file.</param>
    /// <param name="expected">Its length, when somebody said so.</param>
    /// <param name="limit">How long it may be.</param>
    /// <param name="failure">The error: for a file over the limit (null) or a stream that broke.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, long? expected, long limit, Func<Exception?, Exception> failure,
            CancellationToken cancellationToken)
    {
        // One byte more than expected, so that the end is seen without growing.
        var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(expected + 1 ?? FirstBuffer, Trusted));
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == Array.MaxLength)
                {
                    throw failure(null);
                }

                Array.Resize(
                    ref buffer, (int)Math.Min(length * 2L, Math.Min(Math.Max(limit, length) + 1, Array.MaxLength)));
            }

            var read = await ReadSomeAsync(
                stream, buffer.AsMemory(length), failure, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
            if (length > limit)
            {
                throw failure(null);
            }
        }
    }

    /// <summary>Copies; gives back the first bytes, for a look at what it is.</summary>
    public static async Task<ReadOnlyMemory<byte>> CopyAsync(
        Stream source, Stream destination, long limit, Func<Exception?, Exception> failure,
            CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var start = new byte[MediaTypeDetector.PrefixLength];
        var length = 0L;
        try
        {
            while (true)
            {
                var read = await ReadSomeAsync(source, buffer, failure, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return start.AsMemory(0, (int)Math.Min(length, start.Length));
                }

                if (length < start.Length)
                {
                    buffer.AsSpan(0, Math.Min(read, start.Length - (int)length)).CopyTo(start.AsSpan((int)length));
                }

                length += read;
                if (length > limit)
                {
                    throw failure(null);
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<int> ReadSomeAsync(
        Stream stream, Memory<byte> buffer, Func<Exception?, Exception> failure, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            throw failure(exception);
        }
    }
}
