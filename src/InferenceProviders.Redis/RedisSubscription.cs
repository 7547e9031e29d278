using StackExchange.Redis;

namespace InferenceProviders.Redis;

/// <summary>
/// Listens on a channel, and to whether there is a connection. StackExchange.Redis subscribes anew after an outage;
/// what was said meanwhile is lost, so that each return is told.
/// </summary>
internal sealed class RedisSubscription(RedisChannel channel, Action<string?> received, Action<bool> changed)
    : IDisposable
{
    private readonly Lock _gate = new();
    private IConnectionMultiplexer? _connection;
    private bool _isConnected;
    private bool _isDisposed;

    public async Task BeginAsync(IConnectionMultiplexer connection, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _connection = connection;
            connection.ConnectionRestored += Restored;
            connection.ConnectionFailed += Failed;
            connection.ConfigurationChanged += Moved;
        }

        while (!_isDisposed)
        {
            try
            {
                await connection.GetSubscriber().SubscribeAsync(channel, Received).ConfigureAwait(false);
                break;
            }
            catch (RedisException)
            {
                // Not reachable yet.
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
            }
        }

        Look();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            if (_connection is null)
            {
                return;
            }

            _connection.ConnectionRestored -= Restored;
            _connection.ConnectionFailed -= Failed;
            _connection.ConfigurationChanged -= Moved;
        }

        _connection.GetSubscriber().Unsubscribe(channel, Received, CommandFlags.FireAndForget);
    }

    private void Received(RedisChannel source, RedisValue message) => received(message);

    private void Restored(object? sender, ConnectionFailedEventArgs arguments)
    {
        if (arguments.ConnectionType == ConnectionType.Subscription)
        {
            // It is a connection of its own, and may be back later than the other one.
            lock (_gate)
            {
                _isConnected = false;
            }
        }

        Look();
    }

    /// <summary>
    /// Another server has become the one that is written to; the connection to it may have been there all along, as its
    /// replica's.
    /// </summary>
    private void Moved(object? sender, EndPointEventArgs arguments)
    {
        lock (_gate)
        {
            _isConnected = false;
        }

        Look();
    }

    private void Failed(object? sender, ConnectionFailedEventArgs arguments) => Look();

    /// <summary>Tells when it is otherwise than last time. A cluster has many connections.</summary>
    private void Look()
    {
        bool isConnected;
        lock (_gate)
        {
            isConnected = _connection!.IsConnected;
            if (_isDisposed || isConnected == _isConnected)
            {
                return;
            }

            _isConnected = isConnected;
        }

        changed(isConnected);
    }
}
