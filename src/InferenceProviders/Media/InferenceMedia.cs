using System.Net.Http.Headers;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// An image, a video, a piece of audio or a document as the input of a task: bytes, a file, a stream's content, or a
/// URL. The media type is found in the bytes when it is not given. Immutable, and usable in many calls.
/// </summary>
public sealed class InferenceMedia
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string? _path;
    private readonly string? _given;
    private readonly MediaSource? _source;
    private MediaSample? _read;

    private InferenceMedia(ReadOnlyMemory<byte> bytes, string? path, Uri? uri, string? given, string? found = null)
    {
        _bytes = bytes;
        _path = path;
        _given = given;
        Uri = uri;
        MediaType = given ?? found;
    }

    private InferenceMedia(MediaSource source, string? given)
        : this(bytes: default, path: null, uri: null, given, MediaTypeDetector.Detect(source.Head)) =>
        _source = source;

    /// <summary>
    /// The URL, when the media was given as one. Providers that take URLs get it as it is; for others the file is
    /// fetched first.
    /// </summary>
    public Uri? Uri { get; }

    /// <summary>The media type as given, or as found in the bytes or the name; null when neither tells.</summary>
    public string? MediaType { get; }

    /// <summary>Bytes in memory. They are not copied: do not change them while a call is running.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="mediaType">For example <c>image/png</c>; null to find it in the bytes.</param>
    /// <returns>The media.</returns>
    /// <exception cref="ArgumentException">There are no bytes, or the media type is malformed.</exception>
    public static InferenceMedia FromBytes(ReadOnlyMemory<byte> bytes, string? mediaType = null)
    {
        if (bytes.IsEmpty)
        {
            throw new ArgumentException("The media has no bytes.", nameof(bytes));
        }

        return new(bytes, path: null, uri: null, CheckedType(mediaType), MediaTypeDetector.Detect(bytes.Span));
    }

    /// <summary>A file. It is read anew in each call, under <see cref="InferenceLimits.RequestBytes"/>.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="mediaType">Null to find it in the bytes or the file's extension.</param>
    /// <returns>The media; the file is not read yet.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, empty or blank.</exception>
    public static InferenceMedia FromFile(string path, string? mediaType = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return File.Exists(path)
            ? new(default, Path.GetFullPath(path), uri: null, CheckedType(mediaType))
            : throw new FileNotFoundException($"The file '{Validate.Printable(path)}' does not exist.", path);
    }

    /// <summary>Reads a stream to its end, and keeps its content. The stream stays open.</summary>
    /// <param name="stream">Read from its current position.</param>
    /// <param name="mediaType">Null to find it in the bytes.</param>
    /// <param name="maxBytes">The number of bytes that it may give, at least 1. Default: 256 MiB.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The media, with the content of the stream in memory.</returns>
    /// <exception cref="ArgumentException">
    /// The stream is empty or gives more than <paramref name="maxBytes"/>.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is not greater than zero.</exception>
    public static async Task<InferenceMedia> FromStreamAsync(
        Stream stream, string? mediaType = null, long maxBytes = 256L * 1024 * 1024,
            CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        var bytes = await MediaStream.ReadAsync(
            stream,
            stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : null,
            maxBytes,
            cause => cause ?? TooMuch(stream, maxBytes),
            cancellationToken).ConfigureAwait(false);
        return bytes.IsEmpty
            ? throw new ArgumentException("The stream is empty.", nameof(stream))
            : FromBytes(bytes, mediaType);
    }

    /// <summary>
    /// A stream for one call: what is short is kept in memory, and what is longer is read while it is sent, where the
    /// provider takes files as they are.
    /// </summary>
    /// <param name="stream">Read from its current position. It must stay open as long as the call runs.</param>
    /// <param name="mediaType">Null to find it in the bytes.</param>
    /// <param name="maxBytes">How much it may give.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ArgumentException">
    /// The stream is empty, or known to give more than <paramref name="maxBytes"/>.
    /// </exception>
    internal static async Task<InferenceMedia> OverStreamAsync(
        Stream stream, string? mediaType, long maxBytes, CancellationToken cancellationToken)
    {
        if (stream.CanSeek && stream.Length - stream.Position > maxBytes)
        {
            throw TooMuch(stream, maxBytes);
        }

        var kept = stream.CanSeek ? MediaSource.Kept : MediaSource.KeptOfOneReading;
        var head = new byte[MediaSource.Kept];
        var read = 0;
        while (true)
        {
            var more = await stream.ReadAtLeastAsync(
                head.AsMemory(read), head.Length - read, throwOnEndOfStream: false,
                cancellationToken).ConfigureAwait(false);
            read += more;
            if (read > maxBytes)
            {
                throw TooMuch(stream, maxBytes);
            }

            if (read < head.Length)
            {
                return read > 0
                    ? FromBytes(head.AsMemory(0, read), mediaType)
                    : throw new ArgumentException("The stream is empty.", nameof(stream));
            }

            if (read == kept)
            {
                return new(new MediaSource(stream, head), CheckedType(mediaType));
            }

            Array.Resize(ref head, head.Length * 2);
        }
    }

    /// <summary>A URL: <c>https:</c>, or <c>data:</c> with the content in it.</summary>
    /// <param name="uri">
    /// It is sent to providers that take URLs. For others it is fetched, from public addresses only and without
    /// credentials.
    /// </param>
    /// <param name="mediaType">Null to find it in the answer, the bytes or the name.</param>
    /// <returns>The media; nothing is fetched yet.</returns>
    /// <exception cref="ArgumentException">The URL is neither.</exception>
    public static InferenceMedia FromUri(Uri uri, string? mediaType = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (uri.IsAbsoluteUri && uri.Scheme == "data")
        {
            var data = new DataContent(uri, mediaType);
            return FromBytes(data.Data, data.MediaType);
        }

        return uri.IsAbsoluteUri && (uri.Scheme == System.Uri.UriSchemeHttps || uri.Scheme == System.Uri.UriSchemeHttp)
            && uri.UserInfo.Length == 0
            ? new(default, path: null, uri, CheckedType(mediaType), MediaTypeDetector.FromName(uri.AbsolutePath))
            : throw new ArgumentException(
                "The URL must be an absolute https URL without a user name, or a data URL.", nameof(uri));
    }

    /// <summary>The content types of Microsoft.Extensions.AI that carry media.</summary>
    /// <param name="content"><see cref="DataContent"/> or <see cref="UriContent"/>.</param>
    /// <returns>The media.</returns>
    /// <exception cref="ArgumentException">It is another type of content.</exception>
    public static InferenceMedia FromContent(AIContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content switch
        {
            DataContent data => FromBytes(data.Data, Specific(data.MediaType)),
            UriContent link => FromUri(link.Uri, Specific(link.MediaType)),
            _ => throw new ArgumentException(
                $"{content.GetType().Name} carries no media that can be sent: use DataContent or UriContent.",
                nameof(content)),
        };
    }

    /// <summary>Same as <see cref="FromBytes"/>.</summary>
    /// <returns>The media.</returns>
    public static implicit operator InferenceMedia(byte[] bytes) => FromBytes(bytes);

    /// <summary>Same as <see cref="FromUri"/>.</summary>
    /// <returns>The media.</returns>
    public static implicit operator InferenceMedia(Uri uri) => FromUri(uri);

    /// <summary>Same as <see cref="FromContent"/>.</summary>
    /// <returns>The media.</returns>
    public static implicit operator InferenceMedia(AIContent content) => FromContent(content);

    /// <summary>What it is, without its content.</summary>
    public override string ToString() =>
        $"{MediaType ?? "media"} from {(Uri is not null ? "a URL" : _path is not null ? "a file"
            : _source is not null ? "a stream" : $"{_bytes.Length} bytes")}";

    /// <summary>What a provider may repeat of it in an error; nothing before a file or a URL was read.</summary>
    internal IEnumerable<string> Texts => (_bytes.IsEmpty ? _read : new MediaSample(_bytes.Span))?.Texts ?? [];

    /// <summary>The bytes that it has; null where that is not known before it is read.</summary>
    internal long? Size => Uri is not null ? null
        : _source is not null ? _source.Length
        : _path is null ? _bytes.Length
        : MediaFile.LengthOf(_path);

    /// <summary>The beginning of its bytes; none where they cannot be read now.</summary>
    internal ReadOnlySpan<byte> Head(int count)
    {
        if (_path is null)
        {
            var start = _source is null ? _bytes.Span : _source.Head;
            return start[..Math.Min(count, start.Length)];
        }

        return MediaFile.Head(_path, count);
    }

    /// <summary>The content, read from the file or fetched from the URL where need be.</summary>
    internal async ValueTask<MediaBytes> ReadAsync(
        MediaKind kind, long limit, MediaDownloader downloads, CancellationToken cancellationToken)
    {
        var media = Uri is not null
            ? await downloads.DownloadAsync(
                Uri, kind, InferenceErrorKind.InvalidRequest, cancellationToken).ConfigureAwait(false)
            : _path is not null ? await MediaFile.ReadAsync(_path, limit, cancellationToken).ConfigureAwait(false)
            : _source is not null ? await ReadSourceAsync(_source, limit, cancellationToken).ConfigureAwait(false)
            : new MediaBytes(_bytes, MediaType);
        if (_bytes.IsEmpty)
        {
            _read = new MediaSample(media.Bytes.Span);
        }

        if (media.Bytes.Length > limit)
        {
            throw MediaSource.TooLarge(limit);
        }

        return media with { MediaType = TypeFor(kind, media.MediaType) };
    }

    /// <summary>
    /// The content as a body that is read while it is sent; fetched first where it is behind a URL.
    /// </summary>
    /// <param name="kind">What it must be.</param>
    /// <param name="limit">How long it may be.</param>
    /// <param name="downloads">Fetches.</param>
    /// <param name="fallbackType">The type of bytes whose type is not known; null to send none.</param>
    /// <param name="spent">Is told when it cannot be sent once more, which is when the first of it was.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async ValueTask<MediaUpload> OpenAsync(
        MediaKind kind, long limit, MediaDownloader downloads, string? fallbackType, Action spent,
            CancellationToken cancellationToken)
    {
        if (_source is null && _path is null)
        {
            var media = await ReadAsync(kind, limit, downloads, cancellationToken).ConfigureAwait(false);
            return new(MediaContent.Create(media, fallbackType), media.MediaType);
        }

        var head = Head(MediaTypeDetector.PrefixLength);
        var size = Size;
        if (_path is not null && (head.IsEmpty || size is null or <= MediaSource.Kept))
        {
            // Short, or the reading says what is wrong.
            var media = await ReadAsync(kind, limit, downloads, cancellationToken).ConfigureAwait(false);
            return new(MediaContent.Create(media, fallbackType), media.MediaType);
        }

        if (size > limit)
        {
            throw MediaSource.TooLarge(limit);
        }

        _read = new MediaSample(head);
        var type = TypeFor(
            kind, MediaTypeDetector.Detect(head) ?? (_path is null ? null : MediaTypeDetector.FromName(_path)));
        var content = new StreamedContent(
            _source is { } source ? token => source.OpenAsync(spent, token) : _ => new(MediaFile.Open(_path!)),
            size, limit);
        if ((type ?? fallbackType) is { } declared)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", declared);
        }

        return new(content, type);
    }

    /// <summary>
    /// What the caller wrote is sent as it was written; what was found gets the name that servers know.
    /// </summary>
    private string? TypeFor(MediaKind kind, string? detected)
    {
        var found = _given is null ? detected ?? MediaType : null;
        var type = _given ?? (found is null ? null : kind.ForSending(found));
        return type is null || Specific(type) is null || kind.Accepts(type)
            ? type
            : throw new InferenceException(
                InferenceErrorKind.InvalidRequest,
                $"The task takes {kind.Noun()}; the media type that was given is '{Validate.Printable(type)}'.");
    }

    private static async Task<MediaBytes> ReadSourceAsync(
        MediaSource source, long limit, CancellationToken cancellationToken)
    {
        var stream = await source.OpenAsync(spent: null, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var bytes = await MediaStream.ReadAsync(
                stream, source.Length, limit, cause => cause ?? MediaSource.TooLarge(limit),
                cancellationToken).ConfigureAwait(false);
            return new MediaBytes(bytes, MediaTypeDetector.Detect(bytes.Span));
        }
    }

    private static ArgumentException TooMuch(Stream stream, long maxBytes) =>
        new($"The stream gives more than the limit of {maxBytes} bytes ({nameof(maxBytes)}; of a client, "
            + $"{nameof(InferenceLimits)}.{nameof(InferenceLimits.RequestBytes)}).",
            nameof(stream));

    // "Some bytes", and the wildcards that callers write where a type is required, say nothing.
    private static string? Specific(string? mediaType) =>
        mediaType is null || mediaType.EndsWith("/*", StringComparison.Ordinal)
            || mediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) ? null : mediaType;

    private static string? CheckedType(string? mediaType) =>
        mediaType is null
            || (MediaTypeHeaderValue.TryParse(mediaType, out var parsed) && parsed.MediaType is { Length: > 2 })
            ? mediaType
            : throw new ArgumentException(
                $"'{Validate.Printable(mediaType)}' is not a media type: write 'image/png', for example.",
                nameof(mediaType));
}
