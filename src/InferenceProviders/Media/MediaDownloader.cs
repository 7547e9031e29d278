using System.Net;
using InferenceProviders.Options;
using InferenceProviders.Primitives;
using InferenceProviders.Errors;
using InferenceProviders.Transport;

namespace InferenceProviders.Media;

/// <summary>
/// Fetches media files from URLs that others chose: https only, without credentials, from public addresses only (see
/// <see cref="DownloadGuard"/>), every redirect checked like the first URL, under caps on size, time and type. The
/// connections are its own, however the router sends its other requests: the guard checks the address at the moment of
/// connecting, which nobody else's connections would let it do.
/// </summary>
internal sealed class MediaDownloader : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly ConnectionSettings _settings;
    private readonly DownloadGuard _guard;
    private readonly HttpMessageInvoker _sender;

    public MediaDownloader(ConnectionSettings settings)
    {
        _settings = settings;
        _guard = new DownloadGuard(settings.AllowLoopbackDownloads, settings.ResolveHost);
        if (settings.HttpMessageHandler is { } handler && !SecureHandler.OpensConnections(handler))
        {
            _sender = new HttpMessageInvoker(handler, disposeHandler: false);
        }
        else
        {
            var guarded = SecureHandler.Create(settings.Timeouts.Connect);
            guarded.ConnectCallback = _guard.ConnectAsync;
            _sender = new HttpMessageInvoker(guarded, disposeHandler: true);
        }
    }

    private MediaDownloader(MediaDownloader other, ConnectionSettings settings)
    {
        _settings = settings;
        (_guard, _sender) = (other._guard, other._sender);
    }

    /// <summary>The same connections under other limits. It need not be disposed.</summary>
    public MediaDownloader With(ConnectionSettings settings) => new(this, settings);

    /// <summary>
    /// Whether a failed download may succeed in a moment: the host was busy, or does not have a new file on all of its
    /// servers yet.
    /// </summary>
    public static bool IsPassing(InferenceException failure) =>
        failure.Kind == InferenceErrorKind.ProviderUnavailable
            || (int?)failure.StatusCode is 404 or 408 or 425 or 429 or >= 500;

    /// <summary>The file, in memory once.</summary>
    /// <param name="uri">Where it is.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="blame">
    /// The kind of error when the URL is one that must not be fetched: who chose it, a provider or the caller.
    /// </param>
    /// <param name="cancellationToken">The call's deadline.</param>
    /// <exception cref="InferenceException">
    /// It was refused, too large, of a wrong type, or could not be fetched.
    /// </exception>
    public async Task<MediaBytes> DownloadAsync(
        Uri uri, MediaKind kind, InferenceErrorKind blame, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(uri, blame, cancellationToken).ConfigureAwait(false);
        var stream = await ResponseBody.OpenAsync(response, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            // A decompressed body is longer than its Content-Length says; only a plain one is measured by it.
            var expected = response.Content.Headers.ContentEncoding.Count == 0
                ? response.Content.Headers.ContentLength
                : null;
            var bytes = await MediaStream.ReadAsync(
                stream, expected, _settings.Limits.DownloadBytes, Broken, cancellationToken).ConfigureAwait(false);
            if (bytes.IsEmpty)
            {
                throw Failed(uri, "it is empty");
            }

            return MediaTypeDetector.Recognize(bytes.Span, Declared(response), kind, out var instead) is { } type
                ? new MediaBytes(bytes, type.Length == 0 ? null : type)
                : throw Failed(uri, $"{kind.Noun()} was expected there, not {instead}");
        }

        InferenceException Broken(Exception? cause) => cause is null ? TooLarge(uri) : Unreachable(uri, cause);
    }

    /// <summary>Copies the file to a stream without keeping it in memory.</summary>
    /// <returns>Its media type, when it is known.</returns>
    public async Task<string?> CopyAsync(Uri uri, Stream destination, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(
            uri, InferenceErrorKind.InvalidRequest, cancellationToken).ConfigureAwait(false);
        var stream = await ResponseBody.OpenAsync(response, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var start = await MediaStream.CopyAsync(
                stream, destination, _settings.Limits.DownloadBytes, cause =>
                    cause is null ? TooLarge(uri) : Unreachable(uri, cause), cancellationToken).ConfigureAwait(false);
            return MediaTypeDetector.Recognize(
                start.Span, Declared(response), MediaKind.Any, out _) is { Length: > 0 } type ? type : null;
        }
    }

    public void Dispose() => _sender.Dispose();

    private async Task<HttpResponseMessage> OpenAsync(
        Uri uri, InferenceErrorKind blame, CancellationToken cancellationToken)
    {
        var current = uri;
        for (var redirects = 0; ; redirects++)
        {
            Check(current, blame);
            var response = await SendAsync(current, blame, cancellationToken).ConfigureAwait(false);
            try
            {
                // A handler of the user's may have followed redirects by itself.
                if (response.RequestMessage?.RequestUri is { } final && final != current)
                {
                    Check(final, blame);
                }

                if (response.IsSuccessStatusCode)
                {
                    if (response.Content.Headers.ContentLength > _settings.Limits.DownloadBytes)
                    {
                        throw TooLarge(current);
                    }

                    return response;
                }

                current = redirects < MaxRedirects
                    ? Redirect(current, response)
                    : throw Failed(current, $"there were more than {MaxRedirects} redirects");
            }
            catch
            {
                response.Dispose();
                throw;
            }

            response.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        Uri uri, InferenceErrorKind blame, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", _settings.UserAgent);
        try
        {
            return await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (exception.InnerException is DownloadRefusedException refused)
        {
            throw Refused(uri, refused.Message, blame);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Unreachable(uri, exception);
        }
    }

    private void Check(Uri uri, InferenceErrorKind blame)
    {
        if (_guard.Problem(uri) is { } problem)
        {
            throw Refused(uri, problem, blame);
        }
    }

    private Uri Redirect(Uri from, HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
            ? response.Headers.Location is { } location
                ? new Uri(from, location)
                : throw Failed(from, "it was redirected to nowhere")
            : throw Failed(
                from,
                $"the answer was {(int)response.StatusCode} ({response.StatusCode})",
                response.StatusCode,
                RetryAfterParser.Find(response, body: null, _settings.TimeProvider.GetUtcNow()));

    /// <summary>The type that the response declares; null when it declares none in particular.</summary>
    private static string? Declared(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType;

    // Signed URLs carry their secret in the query: messages stop before it.
    private static string Shown(Uri uri) =>
        uri.IsAbsoluteUri ? Validate.Printable($"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}") : "The URL";

    private static InferenceException Refused(Uri uri, string problem, InferenceErrorKind blame) =>
        new(blame, $"{Shown(uri)} was not fetched: {problem}.");

    private static InferenceException Unreachable(Uri uri, Exception cause) =>
        new(InferenceErrorKind.ProviderUnavailable, $"{Shown(uri)} could not be fetched: the connection failed.",
            cause);

    private static InferenceException Failed(
        Uri uri, string why, HttpStatusCode? status = null, TimeSpan? retryAfter = null) =>
        new(InferenceErrorKind.Protocol, $"{Shown(uri)} could not be fetched: {why}.")
        {
            StatusCode = status,
            RetryAfter = retryAfter,
        };

    private InferenceException TooLarge(Uri uri) =>
        new(InferenceErrorKind.Protocol,
            $"{Shown(uri)} is larger than the limit of {_settings.Limits.DownloadBytes} bytes "
            + $"({nameof(InferenceLimits)}.{nameof(InferenceLimits.DownloadBytes)}).");
}
