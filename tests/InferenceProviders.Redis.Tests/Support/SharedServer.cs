using StackExchange.Redis;

namespace InferenceProviders.Redis.Tests.Support;

/// <summary>One server for the tests that leave it running; each has a prefix of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private RedisServer? _server;

    public IConnectionMultiplexer Connection { get; private set; } = null!;

    public RedisServer Server => _server!;

    public async Task InitializeAsync()
    {
        if (RedisServer.Missing is null)
        {
            _server = await RedisServer.StartAsync("--save", "");
            Connection = await ConnectionMultiplexer.ConnectAsync(_server.Configuration + ",allowAdmin=true");
        }
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await Connection.DisposeAsync();
            await _server.DisposeAsync();
        }
    }
}
