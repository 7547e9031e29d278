using System.Globalization;
using StackExchange.Redis;

namespace InferenceProviders.Redis;

/// <summary>
/// What processes share, in Redis 7 or later or in Valkey, with one server, with sentinels or in a cluster.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Each limit and each topic has two keys with the same hash tag: <c>{prefix:lease:…}</c> and <c>{prefix:topic:…}</c>.
/// What must be atomic is a Lua script, and the time is the server's. Use the eviction policy <c>noeviction</c>, and
/// let the server persist (<c>appendonly yes</c>): what is lost is restored by the processes that live, as far as they
/// remember it.
/// </remarks>
public sealed class RedisSharedStore : ISharedStore, IAsyncDisposable
{
    private readonly RedisConnection _connection;
    private readonly string _prefix;
    private readonly string _channel;
    private readonly int _maxEntries;

    /// <summary>Creates a store on a connection of your own, which stays open when the store is disposed of.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public RedisSharedStore(IConnectionMultiplexer connection, RedisStoreOptions? options = null)
        : this(RedisConnection.To(connection), options)
    {
    }

    /// <summary>
    /// Creates a store with a connection of its own. It is opened in the background at once, and opened again when it
    /// breaks: the server may be started later than the application.
    /// </summary>
    /// <param name="configuration">
    /// The addresses and settings, as StackExchange.Redis has them: <c>redis:6379,password=…,ssl=true</c>,
    /// or an address: <c>rediss://user:password@redis:6379</c>, with special characters percent-encoded.
    /// </param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The text or an option is wrong; the message names it.</exception>
    public RedisSharedStore(string configuration, RedisStoreOptions? options = null)
        : this(RedisConnection.Open(configuration), options)
    {
    }

    private RedisSharedStore(RedisConnection connection, RedisStoreOptions? options)
    {
        options ??= new();
        if (string.IsNullOrWhiteSpace(options.KeyPrefix) || options.KeyPrefix.AsSpan().ContainsAny("{}\r\n"))
        {
            throw new ArgumentException(
                $"{nameof(options.KeyPrefix)} must not be empty, or contain braces or line breaks.",
                nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxEntries);
        _connection = connection;
        _prefix = options.KeyPrefix;
        _maxEntries = options.MaxEntries;
        _channel = $"{_prefix}:changes";
    }

    /// <inheritdoc/>
    public bool IsConnected => _connection.IsConnected;

    /// <inheritdoc/>
    public async ValueTask<SharedLease> LeaseAsync(SharedLeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var result = await RunAsync(
            RedisScript.Lease, $"lease:{request.Account}",
            [
                request.Holder, Guid.NewGuid().ToString("N"), request.Spent, request.InHand, request.Wanted,
                request.Limit, Milliseconds(request.LeaseTime), Milliseconds(request.Lifetime),
                request.ReturnsLost ? 1 : 0, request.Last?.Epoch ?? "", request.Last?.Version ?? 0,
                request.Last?.Spent ?? 0, request.Last?.Claimed ?? 0, request.Last?.Reported ?? 0,
                request.Last?.Granted ?? 0, request.Window is { } window ? Milliseconds(window) : 0,
            ],
            cancellationToken).ConfigureAwait(false);
        return new SharedLease
        {
            Granted = (long)result[0],
            Reported = request.Spent,
            Spent = (long)result[1],
            Claimed = (long)result[2],
            Epoch = (string)result[3]!,
            Version = (long)result[4],
            IsRecovering = (int)result[5] == 1,
        };
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SetAsync(SharedEntry entry, bool announce, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var result = await RunAsync(
            RedisScript.Set, $"topic:{entry.Topic}",
            [
                entry.Key, entry.Value, Milliseconds(entry.ExpiresIn), announce ? _channel : "",
                announce ? ChangeMessage.Write(entry) : "", _maxEntries,
            ],
            cancellationToken).ConfigureAwait(false);
        return (int)result == 1;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SharedEntry>> GetAsync(string topic, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topic);
        var found = (string?[]?)await RunAsync(
            RedisScript.Get, $"topic:{topic}", [], cancellationToken).ConfigureAwait(false) ?? [];
        var entries = new SharedEntry[found.Length / 3];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new SharedEntry(
                topic, found[i * 3]!, found[(i * 3) + 1]!,
                TimeSpan.FromMilliseconds(long.Parse(found[(i * 3) + 2]!, CultureInfo.InvariantCulture)));
        }

        return entries;
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<SharedEntry> changed, Action<bool> connection)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(connection);
        return _connection.Subscribe(
            RedisChannel.Literal(_channel),
            message =>
            {
                if (ChangeMessage.Read(message) is { } entry)
                {
                    changed(entry);
                }
            },
            connection);
    }

    /// <summary>Closes the connection, where it is the store's own.</summary>
    /// <returns>A task that completes when it is closed.</returns>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static long Milliseconds(TimeSpan time) => Math.Max(1, (long)time.TotalMilliseconds);

    private async ValueTask<RedisResult> RunAsync(
        RedisScript script, string name, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var tag = $"{{{_prefix}:{name.Replace('{', '(').Replace('}', ')')}}}";
        return await _connection.RunAsync(
            script, [new RedisKey(tag), new RedisKey($"{tag}:expiries"), new RedisKey($"{tag}:slices")], arguments,
            cancellationToken).ConfigureAwait(false);
    }
}
