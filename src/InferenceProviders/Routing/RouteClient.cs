using System.Net;
using System.Security.Authentication;
using InferenceProviders.Errors;
using InferenceProviders.Routing.Failures;
using InferenceProviders.Transport;

namespace InferenceProviders.Routing;

/// <summary>Sends a request on a route, with the headers that belong to it, and turns every failure into an <see cref="InferenceException"/>.</summary>
internal sealed class RouteClient(HttpTransport transport, RouterSettings settings)
{
    private const int ErrorBytes = 16 * 1024;

    /// <summary>Sends, and returns when the headers of a successful response are there. <paramref name="content"/> is disposed.</summary>
    public async Task<HttpResponseMessage> SendAsync(Route route, HttpMethod method, Uri uri, HttpContent? content, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? headers = null)
    {
        using var request = new HttpRequestMessage(method, uri) { Content = content };
        AddHeaders(request, route, headers);
        HttpResponseMessage response;
        try
        {
            response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Unreachable(exception, route);
        }

        if (response.StatusCode == HttpStatusCode.OK || response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ReadErrorAsync(response, route, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A connection that failed, before or inside a response.</summary>
    public static InferenceException Unreachable(Exception exception, Route route)
    {
        var (stage, why) = exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => (FailureStage.Resolve, "its name could not be resolved"),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => (FailureStage.Tls, "the TLS connection could not be made"),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => (FailureStage.Connect, "the connection could not be made"),
            { InnerException: AuthenticationException } => (FailureStage.Tls, "the TLS connection could not be made"),
            _ => (FailureStage.Exchange, "the connection broke"),
        };
        return route.Error(InferenceErrorKind.ProviderUnavailable, $"{route.Name} could not be reached: {why}.", exception, stage);
    }

    private void AddHeaders(HttpRequestMessage request, Route route, IReadOnlyDictionary<string, string>? own)
    {
        var headers = request.Headers;
        headers.TryAddWithoutValidation("User-Agent", settings.UserAgent);
        headers.Authorization = route.Authorization;
        if (settings.BillTo is not null && route is { AuthMode: AuthMode.Routed, IsHub: false })
        {
            headers.TryAddWithoutValidation("X-HF-Bill-To", settings.BillTo);
        }

        foreach (var (name, value) in route.Provider.Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        if (own is not null)
        {
            foreach (var (name, value) in own)
            {
                headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    private async Task<InferenceException> ReadErrorAsync(HttpResponseMessage response, Route route, CancellationToken cancellationToken)
    {
        ErrorBody body = default;
        try
        {
            body = ErrorBody.Parse(await ResponseBody.ReadStartAsync(response, ErrorBytes, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException or InferenceException)
        {
            // The status alone still says what went wrong; a body that broke off adds nothing to it.
        }

        return ErrorFactory.Create(response, body, route, settings.TimeProvider);
    }
}
