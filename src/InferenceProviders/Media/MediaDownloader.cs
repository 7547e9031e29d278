using System.Net;
using InferenceProviders.Options;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Transport;

namespace InferenceProviders.Media;

/// <summary>
/// Fetches media files from URLs that others chose: https only, without credentials, from public addresses only (see <see cref="DownloadGuard"/>),
/// every redirect checked like the first URL, under caps on size, time and type.
/// </summary>
internal sealed class MediaDownloader : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly ConnectionSettings _settings;
    private readonly DownloadGuard _guard;
    private readonly HttpMessageInvoker? _own;
    private readonly HttpMessageInvoker? _users;

    public MediaDownloader(ConnectionSettings settings)
    {
        _settings = settings;
        _guard = new DownloadGuard(settings.AllowLoopbackDownloads);
        if (settings.HttpMessageHandler is { } handler)
        {
            _users = new HttpMessageInvoker(handler, disposeHandler: false);
        }
        else
        {
            var guarded = SecureHandler.Create(settings.Timeouts.Connect);
            guarded.ConnectCallback = _guard.ConnectAsync;
            _own = new HttpMessageInvoker(guarded, disposeHandler: true);
        }
    }

    private MediaDownloader(MediaDownloader other, ConnectionSettings settings)
    {
        _settings = settings;
        (_guard, _own, _users) = (other._guard, other._own, other._users);
    }

    /// <summary>The same connections under other limits. It need not be disposed.</summary>
    public MediaDownloader With(ConnectionSettings settings) => new(this, settings);

    /// <summary>The file, in memory once.</summary>
    /// <param name="uri">Where it is.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="blame">The kind of error when the URL is one that must not be fetched: who chose it, a provider or the caller.</param>
    /// <param name="cancellationToken">The call's deadline.</param>
    /// <exception cref="InferenceException">It was refused, too large, of a wrong type, or could not be fetched.</exception>
    public async Task<MediaBytes> DownloadAsync(Uri uri, MediaKind kind, InferenceErrorKind blame, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(uri, blame, cancellationToken).ConfigureAwait(false);
        var declared = CheckDeclared(uri, response, kind);
        var stream = await ResponseBody.OpenAsync(response, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            // A decompressed body is longer than its Content-Length says; only a plain one is measured by it.
            var expected = response.Content.Headers.ContentEncoding.Count == 0 ? response.Content.Headers.ContentLength : null;
            var bytes = await MediaStream.ReadAsync(stream, expected, _settings.Limits.DownloadBytes, Broken, cancellationToken).ConfigureAwait(false);
            return bytes.IsEmpty ? throw Failed(uri, "it is empty") : new MediaBytes(bytes, declared ?? CheckDetected(uri, kind, bytes.Span));
        }

        InferenceException Broken(Exception? cause) => cause is null ? TooLarge(uri) : Unreachable(uri, cause);
    }

    /// <summary>Copies the file to a stream without keeping it in memory.</summary>
    /// <returns>Its media type, when it is known.</returns>
    public async Task<string?> CopyAsync(Uri uri, Stream destination, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(uri, InferenceErrorKind.InvalidRequest, cancellationToken).ConfigureAwait(false);
        var declared = CheckDeclared(uri, response, MediaKind.Any);
        var stream = await ResponseBody.OpenAsync(response, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var start = await MediaStream.CopyAsync(
                stream, destination, _settings.Limits.DownloadBytes, cause => cause is null ? TooLarge(uri) : Unreachable(uri, cause), cancellationToken).ConfigureAwait(false);
            return declared ?? MediaTypeDetector.Detect(start.Span);
        }
    }

    public void Dispose()
    {
        _own?.Dispose();
        _users?.Dispose();
    }

    private async Task<HttpResponseMessage> OpenAsync(Uri uri, InferenceErrorKind blame, CancellationToken cancellationToken)
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

                current = redirects < MaxRedirects ? Redirect(current, response) : throw Failed(current, $"there were more than {MaxRedirects} redirects");
            }
            catch
            {
                response.Dispose();
                throw;
            }

            response.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri uri, InferenceErrorKind blame, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.TryAddWithoutValidation("User-Agent", _settings.UserAgent);
        try
        {
            return Client() is { } client
                ? await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false)
                : await (_users ?? _own!).SendAsync(request, cancellationToken).ConfigureAwait(false);
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

    // A client whose default headers are secrets would send them along: our own handler then fetches the file.
    private HttpClient? Client()
    {
        var client = _settings.HttpClient ?? _settings.HttpClientFactory?.Invoke();
        return client is null || client.DefaultRequestHeaders.Authorization is not null || client.DefaultRequestHeaders.Contains("Cookie") ? null : client;
    }

    private void Check(Uri uri, InferenceErrorKind blame)
    {
        if (_guard.Problem(uri) is { } problem)
        {
            throw Refused(uri, problem, blame);
        }
    }

    private static Uri Redirect(Uri from, HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
            ? response.Headers.Location is { } location ? new Uri(from, location) : throw Failed(from, "it was redirected to nowhere")
            : throw Failed(from, $"the answer was {(int)response.StatusCode} ({response.StatusCode})", response.StatusCode);

    /// <summary>The type that the response declares; null when it declares none in particular.</summary>
    private static string? CheckDeclared(Uri uri, HttpResponseMessage response, MediaKind kind)
    {
        var type = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();
        if (type is null or "" or "application/octet-stream" or "binary/octet-stream")
        {
            return null;
        }

        return kind.Accepts(type) ? type : throw Failed(uri, $"{kind.Noun()} was expected there, not '{Validate.Printable(type)}'");
    }

    private static string? CheckDetected(Uri uri, MediaKind kind, ReadOnlySpan<byte> bytes) =>
        MediaTypeDetector.Detect(bytes) is not { } type ? null
        : kind.Accepts(type) ? type
        : throw Failed(uri, $"{kind.Noun()} was expected there, not '{type}'");

    // Signed URLs carry their secret in the query: messages stop before it.
    private static string Shown(Uri uri) => uri.IsAbsoluteUri ? Validate.Printable($"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}") : "The URL";

    private static InferenceException Refused(Uri uri, string problem, InferenceErrorKind blame) =>
        new(blame, $"{Shown(uri)} was not fetched: {problem}.");

    private static InferenceException Unreachable(Uri uri, Exception cause) =>
        new(InferenceErrorKind.ProviderUnavailable, $"{Shown(uri)} could not be fetched: the connection failed.", cause);

    private static InferenceException Failed(Uri uri, string why, HttpStatusCode? status = null) =>
        new(InferenceErrorKind.Protocol, $"{Shown(uri)} could not be fetched: {why}.") { StatusCode = status };

    private InferenceException TooLarge(Uri uri) =>
        new(InferenceErrorKind.Protocol, $"{Shown(uri)} is larger than the limit of {_settings.Limits.DownloadBytes} bytes ({nameof(InferenceLimits)}.{nameof(InferenceLimits.DownloadBytes)}).");
}
