using System.Buffers;
using System.IO.Compression;

namespace InferenceProviders.Transport;

/// <summary>Reads response bodies: decompressed where the server compressed (asked or not), and never past a limit.</summary>
internal static class ResponseBody
{
    /// <summary>The body as a stream, decompressed.</summary>
    public static async ValueTask<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        foreach (var encoding in response.Content.Headers.ContentEncoding.Reverse())
        {
            stream = encoding.ToLowerInvariant() switch
            {
                "identity" or "" => stream,
                "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
                "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
                "br" => new BrotliBody(stream),
                _ => throw new InferenceException(InferenceErrorKind.Protocol, $"The response has the content encoding '{encoding}', which was not asked for and is not known."),
            };
        }

        return stream;
    }

    /// <summary>The whole body. More than <paramref name="limit"/> bytes are a protocol error.</summary>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, long limit, CancellationToken cancellationToken)
    {
        var (buffer, length, complete) = await ReadPooledAsync(response, limit, cancellationToken).ConfigureAwait(false);
        try
        {
            return complete ? buffer.AsSpan(0, length).ToArray() : throw TooLarge(limit);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The beginning of the body, at most <paramref name="limit"/> bytes; for errors.</summary>
    public static async Task<byte[]> ReadStartAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        var (buffer, length, _) = await ReadPooledAsync(response, limit, cancellationToken).ConfigureAwait(false);
        var start = buffer.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return start;
    }

    /// <summary>What is left of a stream. More than <paramref name="limit"/> bytes are a protocol error.</summary>
    public static async Task<byte[]> ReadRestAsync(Stream stream, long limit, CancellationToken cancellationToken)
    {
        var (buffer, length, complete) = await ReadPooledAsync(stream, 4096, limit, cancellationToken).ConfigureAwait(false);
        try
        {
            return complete ? buffer.AsSpan(0, length).ToArray() : throw TooLarge(limit);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static InferenceException TooLarge(long limit) =>
        new(InferenceErrorKind.Protocol, $"The response is larger than the limit of {limit} bytes.");

    private static async Task<(byte[] Buffer, int Length, bool Complete)> ReadPooledAsync(HttpResponseMessage response, long limit, CancellationToken cancellationToken)
    {
        var stream = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var declared = response.Content.Headers.ContentLength;
            return await ReadPooledAsync(stream, declared < limit ? declared.Value + 1 : 4096, limit, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<(byte[] Buffer, int Length, bool Complete)> ReadPooledAsync(Stream stream, long expected, long limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(expected, 1 << 20));
        var length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(buffer.Length * 2L, Array.MaxLength));
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return (buffer, length, Complete: true);
                }

                length += read;
                if (length > limit)
                {
                    return (buffer, (int)limit, Complete: false);
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }
}
