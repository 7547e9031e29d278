using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// One connection to one server, with the list of its tools. It is leased to the requests that use it; once retired it
/// takes no more of them, and closes when the last has left.
/// </summary>
internal sealed partial class ServerSession : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);
    private readonly McpToolsOptions _options;
    private readonly HttpClient _http;
    private readonly ILogger _logger;
    private readonly McpClient _client;
    private readonly TolerantTransport _transport;
    private readonly StaleFlag _stale;
    private readonly SemaphoreSlim _listing = new(1, 1);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private volatile ToolList _tools = ToolList.Empty;
    private ToolListWatch? _watch;
    private int _leases;
    private bool _retired;
    private Task<bool>? _check;
    private DateTimeOffset _lastUsed;

    private ServerSession(
        SessionKey key, McpToolsOptions options, ILogger logger, HttpClient http, McpClient client,
            TolerantTransport transport, StaleFlag stale)
    {
        Key = key;
        _options = options;
        _logger = logger;
        _http = http;
        _client = client;
        _transport = transport;
        _stale = stale;
        _lastUsed = options.TimeProvider.GetUtcNow();
    }

    public SessionKey Key { get; }

    public string? ProtocolVersion => _client.NegotiatedProtocolVersion;

    /// <summary>Whether the server gave the session an id, which it can forget.</summary>
    public bool HasId => _client.SessionId is not null;

    public int ToolCount => _tools.Tools.Count;

    /// <exception cref="McpToolsException">The server did not answer in time, or not as an MCP server.</exception>
    public static async Task<ServerSession> ConnectAsync(
        SessionKey key, McpToolsOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(key.Connection.ConnectTimeout, options.TimeProvider, cancellationToken);
        try
        {
            return await Handshake.WithFallbackAsync(
                asksForVersion => ConnectAsync(key, options, logger, asksForVersion, deadline.Token),
                key.Connection.ProtocolVersion,
                deadline).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ServerFailure.Describe(key, exception, deadline);
        }
    }

    /// <summary>
    /// Takes a lease, which <see cref="Release"/> gives back. False when the session is retired or the connection is
    /// known to be lost.
    /// </summary>
    public bool TryLease()
    {
        lock (_gate)
        {
            if (_retired || _client.Completion.IsCompleted)
            {
                return false;
            }

            _leases++;
            return true;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _lastUsed = _options.TimeProvider.GetUtcNow();
            if (--_leases == 0 && _retired)
            {
                _left.TrySetResult();
            }
        }
    }

    public bool IsIdle(DateTimeOffset since)
    {
        lock (_gate)
        {
            return _leases == 0 && _lastUsed < since;
        }
    }

    /// <summary>
    /// Whether the server still answers, as far as is known: an open question is waited for, for ten seconds at most.
    /// </summary>
    public Task<bool> Answers
    {
        get
        {
            lock (_gate)
            {
                return _check ?? Task.FromResult(true);
            }
        }
    }

    /// <summary>Asks the server whether it still hears this session.</summary>
    public Task<bool> CheckAsync()
    {
        lock (_gate)
        {
            if (_check is null or { IsCompleted: true })
            {
                _leases++;
                using (ExecutionContext.SuppressFlow())
                {
                    _check = Task.Run(PingAsync);
                }
            }

            return _check;
        }
    }

    /// <summary>Takes no more leases, and closes the connection when the last lease has been given back.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _retired = true;
            if (_leases == 0)
            {
                _left.TrySetResult();
            }
        }

        await _left.Task.ConfigureAwait(false);
        if (_watch is { } watch)
        {
            await watch.DisposeAsync().ConfigureAwait(false);
        }

        await CloseAsync(_client, _options.TimeProvider).ConfigureAwait(false);
        _http.Dispose();
        _listing.Dispose();
    }

    /// <summary>The tools; listed again when the server said that they changed, or when the list is too old.</summary>
    /// <exception cref="McpToolsException">They cannot be listed.</exception>
    public async ValueTask<ToolList> ToolsAsync(CancellationToken cancellationToken)
    {
        if (!HasStaleTools)
        {
            return _tools;
        }

        using var deadline = new Deadline(Key.Connection.ConnectTimeout, _options.TimeProvider, cancellationToken);
        await _listing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (HasStaleTools)
            {
                // Cleared first: a change during the listing means to list once more.
                _stale.Clear();
                _tools = await ListAsync(deadline.Token).ConfigureAwait(false);
            }

            return _tools;
        }
        catch (Exception exception)
        {
            _stale.Set();
            cancellationToken.ThrowIfCancellationRequested();
            throw ServerFailure.Describe(Key, exception, deadline);
        }
        finally
        {
            _listing.Release();
        }
    }

    /// <summary>The connection, for what is no tool. It is of use as long as the lease.</summary>
    public McpClient Client => _client;

    public ValueTask<CallToolResult> CallAsync(
        string tool, IReadOnlyDictionary<string, object?> arguments, IProgress<ProgressNotificationValue>? progress,
            CancellationToken cancellationToken) =>
        _client.CallToolAsync(tool, arguments, progress, options: null, cancellationToken);

    /// <summary>Tells the server that nobody waits for a task any more.</summary>
    public void Cancel(RunningTask task) => _transport.Cancel(task);

    private bool HasStaleTools => _stale.IsSet || _tools.Expires <= _options.TimeProvider.GetUtcNow();

    private async Task<bool> PingAsync()
    {
        using var deadline = new Deadline(PingTimeout, _options.TimeProvider, CancellationToken.None);
        try
        {
            await _client.PingAsync(cancellationToken: deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (McpProtocolException)
        {
            // The newest protocol has no ping. That it has none is an answer, too.
            return true;
        }
        catch (Exception exception)
            when (exception is McpException or HttpRequestException or IOException or OperationCanceledException
            or InvalidOperationException)
        {
            return false;
        }
        finally
        {
            Release();
        }
    }

    private static async Task<ServerSession> ConnectAsync(
        SessionKey key, McpToolsOptions options, ILogger logger, bool asksForVersion,
            CancellationToken cancellationToken)
    {
        var http = CreateHttpClient(key.Connection);
        McpClient? client = null;
        try
        {
            var stale = new StaleFlag();
            var wire = new HttpClientTransport(TransportOptions(key), http);
            var lifetime = key.Connection.TaskTimeout;
            var transport = new TolerantTransport(
                wire, asksForVersion, lifetime == Timeout.InfiniteTimeSpan ? null : lifetime, options.TimeProvider);
            await using (wire.ConfigureAwait(false))
            {
                client = await McpClient.CreateAsync(
                    transport, ServerRequests.ClientOptions(key, options, stale), loggerFactory: null,
                    cancellationToken).ConfigureAwait(false);
            }

            var session = new ServerSession(key, options, logger, http, client, transport, stale);
            session._tools = await session.ListAsync(cancellationToken).ConfigureAwait(false);
            session._watch = ToolListWatch.For(client);
            return session;
        }
        catch
        {
            if (client is not null)
            {
                await CloseAsync(client, options.TimeProvider).ConfigureAwait(false);
            }

            http.Dispose();
            throw;
        }
    }

    private async Task<ToolList> ListAsync(CancellationToken cancellationToken)
    {
        var list = await ToolList.ReadAsync(
            _client, _transport, _options.ToolListLifetime, _options.TimeProvider,
            cancellationToken).ConfigureAwait(false);
        foreach (var (name, reason) in list.Unusable)
        {
            Log.ToolLeftOut(_logger, name, Key.ServerName, reason);
        }

        return list;
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

    /// <summary>Tells the server that the session is over, if the server is there to be told.</summary>
    private static async Task CloseAsync(McpClient client, TimeProvider clock)
    {
        try
        {
            await client.DisposeAsync().AsTask().WaitAsync(CloseTimeout, clock).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is TimeoutException or HttpRequestException or IOException or OperationCanceledException
            or McpException)
        {
            // A server that is gone cannot be told; its end of the session, if there still is one, times out there.
        }
    }

    /// <summary>None has what a server says of its tools in it, but their names and why they are left out.</summary>
    private static partial class Log
    {
        [LoggerMessage(7, LogLevel.Warning, "The tool {Tool} of MCP server {Server} is left out: {Reason}")]
        public static partial void ToolLeftOut(ILogger logger, string tool, string server, string reason);
    }
}
