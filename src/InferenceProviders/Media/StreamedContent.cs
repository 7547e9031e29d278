using System.Buffers;
using System.Net;
using InferenceProviders.Shared;

namespace InferenceProviders.Media;

/// <summary>A body that is read while it is sent. It is never in memory as a whole.</summary>
/// <param name="open">Gives the file from its beginning, once for each time that it is sent.</param>
/// <param name="length">How long it is; null when that is not known.</param>
/// <param name="limit">How long it may be.</param>
internal sealed class StreamedContent(
    Func<CancellationToken, ValueTask<Stream>> open, long? length, long limit) : HttpContent
{
    private const int Piece = 64 * 1024;

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var source = await open(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var buffer = ArrayPool<byte>.Shared.Rent(Piece);
            try
            {
                for (var total = 0L; ;)
                {
                    var read = await ReadAsync(source, buffer, cancellationToken).ConfigureAwait(false);
                    if (read == 0)
                    {
                        return;
                    }

                    total += read;
                    if (total > limit)
                    {
                        throw MediaSource.TooLarge(limit);
                    }

                    await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>What goes wrong with the file is not the connection's fault.</summary>
    private static async ValueTask<int> ReadAsync(
        Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            throw new InferenceException(
                InferenceErrorKind.InvalidRequest, "The media that was being sent could not be read to its end.",
                exception);
        }
    }
}
