using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// A connection to a server as it was made: the HTTP client, the transport and the client of the SDK, which are closed
/// together.
/// </summary>
internal sealed class ServerConnection : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private ToolListWatch? _watch;

    private ServerConnection(
        HttpClient http, McpClient client, TolerantTransport transport, StaleFlag stale, TimeProvider clock)
    {
        _http = http;
        _clock = clock;
        Client = client;
        Transport = transport;
        Stale = stale;
    }

    public McpClient Client { get; }

    public TolerantTransport Transport { get; }

    /// <summary>Set by the server when its tools have changed.</summary>
    public StaleFlag Stale { get; }

    /// <summary>Connects, and shakes hands.</summary>
    /// <param name="key">Whose connection, and where to.</param>
    /// <param name="options">How.</param>
    /// <param name="asksForVersion">Whether the version of the protocol is asked for.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<ServerConnection> OpenAsync(
        SessionKey key, McpToolsOptions options, bool asksForVersion, CancellationToken cancellationToken)
    {
        var http = CreateHttpClient(key.Connection);
        try
        {
            var stale = new StaleFlag();
            var wire = new HttpClientTransport(TransportOptions(key), http);
            var lifetime = key.Connection.TaskTimeout;
            var transport = new TolerantTransport(
                wire, asksForVersion, lifetime == Timeout.InfiniteTimeSpan ? null : lifetime, options.TimeProvider);
            await using (wire.ConfigureAwait(false))
            {
                var client = await McpClient.CreateAsync(
                    transport, ServerRequests.ClientOptions(key, options, stale), loggerFactory: null,
                    cancellationToken).ConfigureAwait(false);
                return new ServerConnection(http, client, transport, stale, options.TimeProvider);
            }
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>Begins to listen for changes of the tools, where the server tells of them.</summary>
    public void Watch() => _watch = ToolListWatch.For(Client);

    /// <summary>Tells the server that the session is over, if the server is there to be told.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_watch is { } watch)
        {
            await watch.DisposeAsync().ConfigureAwait(false);
        }

        try
        {
            await Client.DisposeAsync().AsTask().WaitAsync(CloseTimeout, _clock).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is TimeoutException or HttpRequestException or IOException or OperationCanceledException
            or McpException)
        {
            // A server that is gone cannot be told; its end of the session, if there still is one, times out there.
        }

        _http.Dispose();
    }

    /// <summary>
    /// Every session has a client of its own: connections and cookies (of load balancers) are shared with no other
    /// user. The timeouts are ours.
    /// </summary>
    private static HttpClient CreateHttpClient(McpConnectionOptions connection)
    {
        var handler = connection.HttpMessageHandlerFactory?.Invoke()
            ?? new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            };
        return new HttpClient(
            new HeaderEncodingHandler(
                new TaskRoutingHandler(
                    new SameOriginRedirectHandler(
                        new DeliveryTrackingHandler(
                            new ResponseLimitHandler(handler, connection.MaxResponseBytes))))))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    private static HttpClientTransportOptions TransportOptions(SessionKey key) => new()
    {
        Endpoint = key.Address,
        Name = key.ServerName,
        TransportMode = key.Connection.TransportMode,
        ConnectionTimeout = key.Connection.ConnectTimeout,
        AdditionalHeaders = key.Headers.ToDictionary(),
        OAuth = key.Connection.OAuth,
    };
}
