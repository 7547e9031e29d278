using InferenceProviders.Primitives;

namespace InferenceProviders.Media;

/// <summary>A file of the caller's, read anew in each call.</summary>
internal static class MediaFile
{
    /// <summary>How long it is; null when it is not there.</summary>
    public static long? LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : null;

    /// <summary>The beginning of its bytes; none where they cannot be read now.</summary>
    public static ReadOnlySpan<byte> Head(string path, int count)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var head = new byte[count];
            return head.AsSpan(0, file.ReadAtLeast(head, count, throwOnEndOfStream: false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The call reads it next, and says what is wrong.
            return default;
        }
    }

    public static FileStream Open(string path) => new(
        path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0,
        FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>The whole of it, with the type that its bytes or its name tell.</summary>
    /// <exception cref="InferenceException">It is empty, too large, or cannot be read.</exception>
    public static async Task<MediaBytes> ReadAsync(string path, long limit, CancellationToken cancellationToken)
    {
        var name = Validate.Printable(Path.GetFileName(path));
        try
        {
            var file = Open(path);
            await using (file.ConfigureAwait(false))
            {
                if (file.Length > limit)
                {
                    throw MediaSource.TooLarge(limit);
                }

                var bytes = await MediaStream.ReadAsync(
                    file, file.Length, limit, cause => cause ?? MediaSource.TooLarge(limit),
                    cancellationToken).ConfigureAwait(false);
                return bytes.IsEmpty
                    ? throw new InferenceException(InferenceErrorKind.InvalidRequest, $"The file '{name}' is empty.")
                    : new MediaBytes(bytes, MediaTypeDetector.Detect(bytes.Span) ?? MediaTypeDetector.FromName(path));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException(
                InferenceErrorKind.InvalidRequest, $"The file '{name}' could not be read.", exception);
        }
    }
}
