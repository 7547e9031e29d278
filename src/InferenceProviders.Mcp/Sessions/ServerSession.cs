using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// One connection to one server, with the list of its tools. It is leased to the requests that use it; once retired it
/// takes no more of them, and closes when the last has left.
/// </summary>
internal sealed class ServerSession : IAsyncDisposable
{
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);
    private readonly McpToolsOptions _options;
    private readonly ServerConnection _connection;
    private readonly ServerTools _tools;
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private int _leases;
    private bool _retired;
    private Task<bool>? _check;
    private DateTimeOffset _lastUsed;

    private ServerSession(SessionKey key, McpToolsOptions options, ServerConnection connection, ServerTools tools)
    {
        Key = key;
        _options = options;
        _connection = connection;
        _tools = tools;
        _lastUsed = options.TimeProvider.GetUtcNow();
    }

    public SessionKey Key { get; }

    public string? ProtocolVersion => Client.NegotiatedProtocolVersion;

    /// <summary>Whether the server gave the session an id, which it can forget.</summary>
    public bool HasId => Client.SessionId is not null;

    public int ToolCount => _tools.Count;

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
            if (_retired || Client.Completion.IsCompleted)
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
        await _connection.DisposeAsync().ConfigureAwait(false);
        _tools.Dispose();
    }

    /// <inheritdoc cref="ServerTools.GetAsync"/>
    public ValueTask<ToolList> ToolsAsync(CancellationToken cancellationToken) => _tools.GetAsync(cancellationToken);

    /// <summary>The connection, for what is no tool. It is of use as long as the lease.</summary>
    public McpClient Client => _connection.Client;

    public ValueTask<CallToolResult> CallAsync(
        string tool, IReadOnlyDictionary<string, object?> arguments, IProgress<ProgressNotificationValue>? progress,
            CancellationToken cancellationToken) =>
        Client.CallToolAsync(tool, arguments, progress, options: null, cancellationToken);

    /// <summary>Tells the server that nobody waits for a task any more.</summary>
    public void Cancel(RunningTask task) => _connection.Transport.Cancel(task);

    private async Task<bool> PingAsync()
    {
        using var deadline = new Deadline(PingTimeout, _options.TimeProvider, CancellationToken.None);
        try
        {
            await Client.PingAsync(cancellationToken: deadline.Token).ConfigureAwait(false);
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
        var connection = await ServerConnection.OpenAsync(
            key, options, asksForVersion, cancellationToken).ConfigureAwait(false);
        var tools = new ServerTools(key, options, logger, connection);
        try
        {
            await tools.ListFirstAsync(cancellationToken).ConfigureAwait(false);
            connection.Watch();
            return new ServerSession(key, options, connection, tools);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            tools.Dispose();
            throw;
        }
    }
}
