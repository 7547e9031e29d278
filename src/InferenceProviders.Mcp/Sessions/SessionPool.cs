using Microsoft.Extensions.Logging;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// The sessions, one for each <see cref="SessionKey"/>. Requests that need the same at once wait for one connection.
/// </summary>
internal sealed partial class SessionPool : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);
    private readonly McpToolsOptions _options;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, Entry> _entries = [];
    private readonly HashSet<Task> _closing = [];
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _sweep;
    private bool _disposed;

    public SessionPool(McpToolsOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
    }

    /// <summary>A leased session: give it back with <see cref="ServerSession.Release"/>.</summary>
    /// <exception cref="McpToolsException">The server cannot be connected to.</exception>
    public async ValueTask<ServerSession> AcquireAsync(SessionKey key, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = Find(key);
            var session = await entry.Session.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (session.TryLease())
            {
                var answers = false;
                try
                {
                    answers = await session.Answers.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    if (!answers)
                    {
                        session.Release();
                    }
                }

                if (answers)
                {
                    return session;
                }
            }

            Retire(session, "the connection was lost");
        }
    }

    /// <summary>A leased session if there is one, without connecting.</summary>
    public ServerSession? TryAcquire(SessionKey key)
    {
        ServerSession? session;
        lock (_gate)
        {
            session = _entries.GetValueOrDefault(key)?.Opened;
        }

        return session?.TryLease() is true ? session : null;
    }

    /// <summary>
    /// Asks a server that did not answer in time whether it still hears the session. If it does not say so, the next
    /// request connects anew: a connection that is dead at one end only is not noticed otherwise.
    /// </summary>
    public void Check(ServerSession session)
    {
        // Begun before the caller goes on: the next request has to wait for the answer.
        var check = session.CheckAsync();
        Track(Task.Run(async () =>
        {
            if (!await check.ConfigureAwait(false))
            {
                Retire(session, "the server does not answer on it");
            }
        }));
    }

    /// <summary>Uses the session for no more requests: the next one connects anew.</summary>
    public void Retire(ServerSession session, string reason)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(session.Key, out var entry) || !entry.Holds(session))
            {
                return;
            }

            _entries.Remove(session.Key);
            Close(session);
        }

        Log.SessionRetired(_logger, session.Key.ServerName, reason);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _sweep?.Dispose();
            foreach (var entry in _entries.Values)
            {
                if (entry.Opened is { } session)
                {
                    Close(session);
                }
            }

            _entries.Clear();
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await ClosedAsync().WaitAsync(CloseTimeout, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A call still runs on a session: it ends by its own time limit, and the session with it.
        }
    }

    private async Task ClosedAsync()
    {
        while (true)
        {
            Task[] closing;
            lock (_gate)
            {
                closing = [.. _closing];
            }

            if (closing.Length == 0)
            {
                return;
            }

            await Task.WhenAll(closing).ConfigureAwait(false);
            lock (_gate)
            {
                _closing.ExceptWith(closing);
            }
        }
    }

    private Entry Find(SessionKey key)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                throw ClientDisposed();
            }

            if (_entries.TryGetValue(key, out var known))
            {
                return known;
            }

            var entry = new Entry();
            _entries.Add(key, entry);
            _sweep ??= StartSweep();

            // The session outlives this request: it must keep neither its activity nor anything else of its context,
            // nor end when it is canceled.
            using (ExecutionContext.SuppressFlow())
            {
                Track(Task.Run(() => OpenAsync(key, entry)));
            }

            return entry;
        }
    }

    /// <summary>The caller knows the client, not its pool.</summary>
    private static ObjectDisposedException ClientDisposed() => new("McpToolsChatClient");

    private async Task OpenAsync(SessionKey key, Entry entry)
    {
        var start = _options.TimeProvider.GetTimestamp();
        try
        {
            var session = await ServerSession.ConnectAsync(
                key, _options, _logger, _stopping.Token).ConfigureAwait(false);
            Log.Connected(
                _logger, key.ServerName, session.ProtocolVersion, session.ToolCount,
                (long)_options.TimeProvider.GetElapsedTime(start).TotalMilliseconds);
            lock (_gate)
            {
                entry.Open(session);
                if (_disposed)
                {
                    Close(session);
                }
            }
        }
        catch (Exception exception)
        {
            // The entry goes first: who hears of the failure may try again at once.
            lock (_gate)
            {
                _entries.Remove(key);
            }

            if (exception is McpToolsException failure)
            {
                Log.ConnectFailed(_logger, key.ServerName, failure.Kind);
            }

            entry.Fail(exception is OperationCanceledException ? ClientDisposed() : exception);
        }
    }

    private void Close(ServerSession session) => Track(Task.Run(() => session.DisposeAsync().AsTask()));

    private void Track(Task task)
    {
        lock (_gate)
        {
            _closing.Add(task);
        }

        _ = task.ContinueWith(
            done =>
            {
                lock (_gate)
                {
                    _closing.Remove(done);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private ITimer? StartSweep()
    {
        if (_options.SessionIdleTimeout == Timeout.InfiniteTimeSpan)
        {
            return null;
        }

        using (ExecutionContext.SuppressFlow())
        {
            return _options.TimeProvider.CreateTimer(
                static pool =>
                ((SessionPool)pool!).Sweep(), this, _options.SessionIdleTimeout, _options.SessionIdleTimeout / 2);
        }
    }

    private void Sweep()
    {
        ServerSession[] sessions;
        lock (_gate)
        {
            sessions = [.. _entries.Values.Select(static entry => entry.Opened).OfType<ServerSession>()];
        }

        var since = _options.TimeProvider.GetUtcNow() - _options.SessionIdleTimeout;
        foreach (var session in sessions)
        {
            if (session.IsIdle(since))
            {
                Retire(session, "it was idle");
            }
        }
    }

    /// <summary>A session, or the wait for one.</summary>
    private sealed class Entry
    {
        private readonly TaskCompletionSource<ServerSession> _source = new(
            TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ServerSession> Session => _source.Task;

        public ServerSession? Opened { get; private set; }

        public bool Holds(ServerSession session) => ReferenceEquals(Opened, session);

        public void Open(ServerSession session)
        {
            Opened = session;
            _source.SetResult(session);
        }

        public void Fail(Exception exception)
        {
            _source.SetException(exception);

            // When all who waited were canceled, nobody reads it.
            _ = _source.Task.Exception;
        }
    }

    /// <summary>None has headers or addresses in it.</summary>
    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Information,
            "Connected to MCP server {Server} (protocol {Version}, {Tools} tools) in {Milliseconds} ms.")]
        public static partial void Connected(
            ILogger logger, string server, string? version, int tools, long milliseconds);

        [LoggerMessage(2, LogLevel.Warning, "MCP server {Server} cannot be used: {Kind}.")]
        public static partial void ConnectFailed(ILogger logger, string server, McpErrorKind kind);

        [LoggerMessage(3, LogLevel.Debug, "The session with MCP server {Server} is closed: {Reason}.")]
        public static partial void SessionRetired(ILogger logger, string server, string reason);
    }
}
