using System.Net;

namespace InferenceProviders.Transport;

/// <summary>
/// Our own handler: no redirects (a token or a prompt must not follow one), no cookies, no unasked decompression (it
/// happens later, under a size cap), HTTP/2 where offered, and connections that are recycled so that DNS changes are
/// seen.
/// </summary>
internal static class SecureHandler
{
    public static SocketsHttpHandler Create(TimeSpan connectTimeout) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = connectTimeout,
        EnableMultipleHttp2Connections = true,
        MaxResponseHeadersLength = 64,

        // A stream that is given up is closed at once, so that no more tokens are paid for; one that has ended needs a
        // moment for its last bytes.
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(250),
        MaxResponseDrainSize = 64 * 1024,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    };

    /// <summary>Whether a handler ends in one of the framework's that open connections; a stub does not.</summary>
    public static bool OpensConnections(HttpMessageHandler handler)
    {
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        return handler is SocketsHttpHandler or HttpClientHandler;
    }
}
