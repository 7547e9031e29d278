using System.Net;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Follows 307 and 308 within the origin (servers send them for a missing slash), and no other redirect: the headers
/// carry credentials for one origin.
/// </summary>
internal sealed class SameOriginRedirectHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxRedirects = 3;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (redirects == MaxRedirects
                || response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location
                || request.RequestUri is not { } address)
            {
                return response;
            }

            var target = location.IsAbsoluteUri ? location : new Uri(address, location);
            if (Uri.Compare(
                address, target, UriComponents.SchemeAndServer, UriFormat.Unescaped,
                StringComparison.OrdinalIgnoreCase) != 0)
            {
                return response;
            }

            response.Dispose();
            request.RequestUri = target;
        }
    }
}
