using System.Net;
using System.Security.Authentication;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Transport;

namespace InferenceProviders.Routing.Calls;

/// <summary>
/// Sends a request on a route, with the headers that belong to it, and turns every failure into an
/// <see cref="InferenceException"/>.
/// </summary>
internal sealed class RouteClient(HttpTransport transport, RouterSettings settings)
{
    /// <summary>
    /// Sends, and returns when the headers of a successful response are there. <paramref name="content"/> is disposed.
    /// </summary>
    /// <param name="route">The route.</param>
    /// <param name="billTo">The organization that pays for the call; null for that of the settings, if any.</param>
    /// <param name="method">The method.</param>
    /// <param name="uri">Where to.</param>
    /// <param name="content">The body.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <param name="headers">Headers of this request only; null for none.</param>
    public ValueTask<HttpResponseMessage> SendAsync(
        Route route, string? billTo, HttpMethod method, Uri uri, HttpContent? content,
        CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? headers = null)
    {
        var request = new HttpRequestMessage(method, uri) { Content = content };
        AddHeaders(request, route, billTo ?? settings.BillTo, headers);
        return CheckedExchange.SendAsync(transport, request, route, settings.TimeProvider, cancellationToken);
    }

    private void AddHeaders(
        HttpRequestMessage request, Route route, string? billTo, IReadOnlyDictionary<string, string>? own)
    {
        var headers = request.Headers;
        headers.TryAddWithoutValidation("User-Agent", settings.UserAgent);
        if (route.AuthorizationHeader is { } authorization)
        {
            headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (billTo is not null && route.AuthMode == AuthMode.Routed)
        {
            headers.TryAddWithoutValidation("X-HF-Bill-To", billTo);
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
}
