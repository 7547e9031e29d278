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

    [ThreadStatic]
    private static byte[]? s_next;

    /// <summary>The body as a stream, decompressed.</summary>
    public static ValueTask<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var opening = response.Content.ReadAsStreamAsync(cancellationToken);
        return response.Content.Headers.NonValidated.Contains("Content-Encoding") ? DecompressAsync(response, opening)
            : new(opening);
    }

    /// <summary>How long the body is; null when that is not known before it was read.</summary>
    public static long? LengthOf(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.Contains("Content-Encoding")
            ? null
            : response.Content.Headers.ContentLength;

    /// <summary>
    /// The whole body, in memory once where its length is known. More than <paramref name="limit"/> bytes are a
    /// protocol error. The stream is closed with the response.
    /// </summary>
    public static ValueTask<byte[]> ReadAsync(
        HttpResponseMessage response, long limit, CancellationToken cancellationToken)
    {
        if (LengthOf(response) is not (> 0 and <= LargestExact and var length) || length > limit
            || response.Content.ReadAsStreamAsync(cancellationToken) is not { IsCompletedSuccessfully: true } opened)
        {
            return CopyAsync(response, limit, cancellationToken);
        }

        // A short answer has come together with its headers: then all of it is there at once.
        var (stream, body) = (opened.Result, GC.AllocateUninitializedArray<byte>((int)length));
        var reading = stream.ReadAsync(body, cancellationToken);
        if (!reading.IsCompletedSuccessfully)
        {
            return ReadExactlyAsync(stream, body, reading, limit, cancellationToken);
        }

        var read = reading.Result;
        return read == body.Length ? EndAsync(stream, body, limit, cancellationToken)
            : ReadExactlyAsync(stream, body, new(read), limit, cancellationToken);
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

    private static async ValueTask<byte[]> CopyAsync(
        HttpResponseMessage response, long limit, CancellationToken cancellationToken)
    {
        using var body = await ReadPooledAsync(response, limit, cancellationToken).ConfigureAwait(false);
        return body.Bytes.ToArray();
    }

    private static async ValueTask<byte[]> ReadExactlyAsync(
        Stream stream, byte[] body, ValueTask<int> reading, long limit, CancellationToken cancellationToken)
    {
        var read = await reading.ConfigureAwait(false);
        read += await stream.ReadAtLeastAsync(
            body.AsMemory(read), read == 0 ? 0 : body.Length - read, throwOnEndOfStream: false,
            cancellationToken).ConfigureAwait(false);
        return read < body.Length ? body[..read]
            : await EndAsync(stream, body, limit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Looks for what may be behind the length that the headers say: a handler of the user's may give more.
    /// </summary>
    private static ValueTask<byte[]> EndAsync(
        Stream stream, byte[] body, long limit, CancellationToken cancellationToken)
    {
        var next = s_next ?? new byte[1];
        s_next = null;
        var reading = stream.ReadAsync(next, cancellationToken);
        if (!reading.IsCompletedSuccessfully)
        {
            return AddRestAsync(stream, body, next, reading, limit, cancellationToken);
        }

        if (reading.Result == 0)
        {
            s_next = next;
            return new(body);
        }

        return AddRestAsync(stream, body, next, new(1), limit, cancellationToken);
    }

    private static async ValueTask<byte[]> AddRestAsync(
        Stream stream, byte[] body, byte[] next, ValueTask<int> reading, long limit,
        CancellationToken cancellationToken)
    {
        if (await reading.ConfigureAwait(false) == 0)
        {
            return body;
        }

        var rest = await ReadRestAsync(stream, limit, cancellationToken, body.Length + 1).ConfigureAwait(false);
        return [.. body, .. next, .. rest];
    }

    private static async ValueTask<Stream> DecompressAsync(HttpResponseMessage response, Task<Stream> opening)
    {
        var stream = await opening.ConfigureAwait(false);
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
