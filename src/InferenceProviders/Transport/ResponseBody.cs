using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace InferenceProviders.Transport;

/// <summary>
/// Reads response bodies: decompressed where the server compressed (asked or not), and never past a limit.
/// </summary>
internal static class ResponseBody
{
    private const int FirstBuffer = 4096;
    private const int LargestGuess = 1 << 22;

    /// <summary>A declared length is a claim: this much memory is given on its word.</summary>
    private const int LargestExact = 1 << 24;

    /// <summary>What is read of a large body at once: it stays in the processor's cache.</summary>
    private const int PartBytes = 1 << 19;

    /// <summary>The body as a stream, decompressed.</summary>
    public static async ValueTask<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (!response.Content.Headers.NonValidated.Contains("Content-Encoding"))
        {
            return stream;
        }

        foreach (var encoding in response.Content.Headers.ContentEncoding.Reverse())
        {
            stream = encoding.ToLowerInvariant() switch
            {
                "identity" or "" => stream,
                "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
                "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
                "br" => new BrotliBody(stream),
                _ => throw new InferenceException(
                    InferenceErrorKind.Protocol,
                    $"The response has the content encoding '{encoding}', which was not requested and is not "
                        + "supported."),
            };
        }

        return stream;
    }

    /// <summary>How long the body is; null when that is not known before it was read.</summary>
    public static long? LengthOf(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.Contains("Content-Encoding")
            ? null
            : response.Content.Headers.ContentLength;

    /// <summary>The whole body. More than <paramref name="limit"/> bytes are a protocol error.</summary>
    public static async Task<byte[]> ReadAsync(
        HttpResponseMessage response, long limit, CancellationToken cancellationToken)
    {
        if (LengthOf(response) is { } length and > 0 and <= LargestExact && length <= limit)
        {
            return await ReadExactlyAsync(response, (int)length, limit, cancellationToken).ConfigureAwait(false);
        }

        using var body = await ReadPooledAsync(response, limit, cancellationToken).ConfigureAwait(false);
        return body.Bytes.ToArray();
    }

    /// <summary>
    /// The whole body, in a buffer that is given back when it is disposed. More than <paramref name="limit"/> bytes are
    /// a protocol error.
    /// </summary>
    public static async ValueTask<PooledBody> ReadPooledAsync(
        HttpResponseMessage response, long limit, CancellationToken cancellationToken)
    {
        var body = await ReadUpToAsync(response, limit, cancellationToken).ConfigureAwait(false);
        return body.IsComplete ? body : throw TooLarge(body, limit);
    }

    /// <summary>
    /// Reads the body while it arrives, so that reading and receiving go on side by side. What a reader leaves over
    /// comes again with at least as much again, so that the time grows with the body's size and no faster. More than
    /// <paramref name="limit"/> bytes are a protocol error.
    /// </summary>
    public static async Task<TResult> ReadPartsAsync<TResult>(
        HttpResponseMessage response, long limit, IPartReader<TResult> reader, CancellationToken cancellationToken)
    {
        var stream = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var part = new PooledBody(Capacity(response, limit, 2 * PartBytes));
            var (total, enough) = (0L, PartBytes);
            int read;
            do
            {
                read = await stream.ReadAsync(part.Free(), cancellationToken).ConfigureAwait(false);
                part.Advance(read);
                total += read;
                if (total > limit)
                {
                    throw TooLarge(limit);
                }

                if (read == 0 || part.Bytes.Length >= enough)
                {
                    part.Remove(reader.Read(part.Bytes.Span, isLast: read == 0));
                    enough = part.Bytes.Length + Math.Max(part.Bytes.Length, PartBytes);
                }
            }
            while (read > 0);
            return reader.Finish();
        }
    }

    /// <summary>The beginning of the body, at most <paramref name="limit"/> bytes; for errors.</summary>
    public static async Task<byte[]> ReadStartAsync(
        HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        using var body = await ReadUpToAsync(response, limit, cancellationToken).ConfigureAwait(false);
        return body.Bytes.ToArray();
    }

    /// <summary>
    /// What is left of a stream, of which <paramref name="read"/> bytes were read. More than <paramref name="limit"/>
    /// bytes together are a protocol error.
    /// </summary>
    public static async Task<byte[]> ReadRestAsync(
        Stream stream, long limit, CancellationToken cancellationToken, long read = 0)
    {
        if (read > limit)
        {
            throw TooLarge(limit);
        }

        using var body = await ReadUpToAsync(
            stream, FirstBuffer, limit - read, cancellationToken).ConfigureAwait(false);
        return body.IsComplete ? body.Bytes.ToArray() : throw TooLarge(body, limit);
    }

    /// <summary>A body whose length is known, in memory once.</summary>
    private static async Task<byte[]> ReadExactlyAsync(
        HttpResponseMessage response, int length, long limit, CancellationToken cancellationToken)
    {
        var stream = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var body = GC.AllocateUninitializedArray<byte>(length);
            var read = await stream.ReadAtLeastAsync(
                body, length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (read < length)
            {
                return body[..read];
            }

            // A handler of the user's may give more than its headers say.
            var rest = await ReadRestAsync(stream, limit, cancellationToken, length).ConfigureAwait(false);
            return rest.Length == 0 ? body : [.. body, .. rest];
        }
    }

    private static InferenceException TooLarge(PooledBody body, long limit)
    {
        body.Dispose();
        return TooLarge(limit);
    }

    private static InferenceException TooLarge(long limit) =>
        new(InferenceErrorKind.Protocol,
            $"The response is larger than the limit of {limit} bytes "
            + $"({nameof(InferenceLimits)}.{nameof(InferenceLimits.ResponseBytes)}; "
            + $"{nameof(InferenceLimits.DownloadBytes)} for files).");

    /// <summary>The first buffer: for what the server declares, and small where it declares nothing.</summary>
    private static int Capacity(HttpResponseMessage response, long limit, int largest) =>
        response.Content.Headers.ContentLength is { } declared && declared < limit
            ? (int)Math.Min(declared + 1, largest)
            : FirstBuffer;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<PooledBody> ReadUpToAsync(
        HttpResponseMessage response, long limit, CancellationToken cancellationToken)
    {
        var stream = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            // What a server declares is believed up to four megabytes.
            return await ReadUpToAsync(
                stream, Capacity(response, limit, LargestGuess), limit, cancellationToken).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<PooledBody> ReadUpToAsync(
        Stream stream, int expected, long limit, CancellationToken cancellationToken)
    {
        var body = new PooledBody(expected);
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(body.Free(), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    body.IsComplete = true;
                    return body;
                }

                body.Advance(read);
                if (body.Bytes.Length > limit)
                {
                    body.Cut((int)limit);
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }
}
