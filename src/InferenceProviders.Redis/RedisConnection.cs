using StackExchange.Redis;

namespace InferenceProviders.Redis;

/// <summary>
/// A connection that may be the application's or the store's own, not be there yet, and break. While it is not there,
/// nothing waits for it.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    /// <summary>After an answer that may be another one in a moment: about a second in all.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(640);

    private readonly CancellationTokenSource _end = new();
    private readonly Task<IConnectionMultiplexer> _opening;
    private readonly bool _isOwn;
    private volatile IConnectionMultiplexer? _open;

    /// <summary>Why the last attempt to open it failed; null when none did.</summary>
    private volatile RedisConnectionException? _failure;

    private RedisConnection(
        Func<RedisConnection, CancellationToken, Task<IConnectionMultiplexer>> open, bool isOwn)
    {
        _isOwn = isOwn;
        _opening = KeepAsync(open);
    }

    public bool IsConnected => _open is { IsConnected: true };

    public static RedisConnection To(IConnectionMultiplexer connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new((_, _) => Task.FromResult(connection), isOwn: false);
    }

    public static RedisConnection Open(string configuration)
    {
        var settings = RedisConfiguration.Read(configuration);

        // What cannot be sent now is not wanted later: the caller has gone on without it.
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.AbortOnConnectFail = false;
        return new((own, cancellationToken) => own.ConnectAsync(settings, cancellationToken), isOwn: true);
    }

    /// <exception cref="IOException">
    /// The server cannot be reached, or did not answer. The message says why, in StackExchange.Redis' own kinds.
    /// </exception>
    public async Task<RedisResult> RunAsync(
        RedisScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);

        // Its own connection fails at once and knows why; another one might wait.
        if (_open is not { } connection || !(connection.IsConnected || _isOwn))
        {
            throw NoConnection(_failure);
        }

        for (var pause = ShortestPause; ; pause *= 2)
        {
            try
            {
                return await script.RunAsync(connection.GetDatabase(), keys, arguments)
                    .WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException answer) when (pause <= LongestPause && MomentaryAnswers.Has(answer))
            {
                await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            }
            catch (RedisConnectionException exception)
            {
                throw NoConnection(exception);
            }
            catch (Exception exception)
                when (exception is RedisException or RedisTimeoutException or ObjectDisposedException)
            {
                throw new IOException($"The Redis server reported an error: {exception.Message}", exception);
            }
        }
    }

    public IDisposable Subscribe(RedisChannel channel, Action<string?> received, Action<bool> connection)
    {
        var subscription = new RedisSubscription(channel, received, connection);
        _ = BeginAsync(subscription);
        return subscription;
    }

    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested)
        {
            return;
        }

        await _end.CancelAsync().ConfigureAwait(false);
        var open = _open;
        _open = null;
        if (_isOwn && open is not null)
        {
            await open.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            await open.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static IOException NoConnection(RedisConnectionException? failure) => new(
        TypeOf(failure) switch
        {
            null => "There is no connection to the Redis server.",
            ConnectionFailureType.AuthenticationFailure =>
                "There is no connection to the Redis server: it refused the user or the password "
                + $"({nameof(ConnectionFailureType.AuthenticationFailure)}).",
            var type => $"There is no connection to the Redis server ({type}).",
        },
        failure);

    /// <summary>A command that finds no connection says so itself, and inside why.</summary>
    private static ConnectionFailureType? TypeOf(RedisConnectionException? failure) =>
        failure?.InnerException is RedisConnectionException cause ? TypeOf(cause) : failure?.FailureType;

    private async Task<IConnectionMultiplexer> ConnectAsync(
        ConfigurationOptions settings, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ConnectionMultiplexer.ConnectAsync(settings).ConfigureAwait(false);
            }
            catch (RedisConnectionException exception) when (!cancellationToken.IsCancellationRequested)
            {
                _failure = exception;

                // A name that is not known yet, a server that is only starting.
                await Task.Delay(BetweenAttempts, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<IConnectionMultiplexer> KeepAsync(
        Func<RedisConnection, CancellationToken, Task<IConnectionMultiplexer>> open)
    {
        var connection = await open(this, _end.Token).ConfigureAwait(false);
        _open = connection;
        if (_end.IsCancellationRequested && _isOwn)
        {
            _open = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        return connection;
    }

    private async Task BeginAsync(RedisSubscription subscription)
    {
        try
        {
            await subscription.BeginAsync(
                await _opening.WaitAsync(_end.Token).ConfigureAwait(false), _end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Disposed of before there was a connection.
        }
    }
}
