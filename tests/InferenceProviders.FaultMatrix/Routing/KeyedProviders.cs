using System.Collections.Concurrent;
using InferenceProviders.FaultMatrix.Load;
using InferenceProviders.FaultMatrix.Server;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Routing;

/// <summary>
/// The Hub and two providers on real sockets. What the first one does depends on the key that came; the second one
/// always answers.
/// </summary>
internal sealed class KeyedProviders : IAsyncDisposable
{
    private readonly FaultServer _hub = LoadHub.Start();
    private readonly FaultServer _first;
    private readonly FaultServer _second;
    private readonly ConcurrentQueue<string> _keys = new();
    private int _refusals;

    /// <param name="respond">
    /// What the first provider does with a connection, by the key; it says whether it answered rather than refused.
    /// </param>
    public KeyedProviders(Func<FaultConnection, string, Task<bool>> respond)
    {
        _first = FaultServer.Start(async (connection, _) =>
        {
            if (await connection.ReadRequestAsync() is { } request)
            {
                var key = request.Header("Authorization")!["Bearer ".Length..];
                _keys.Enqueue(key);
                if (!await respond(connection, key))
                {
                    Interlocked.Increment(ref _refusals);
                }
            }
        });
        _second = FaultServer.Start(async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondWithEventsAsync(Scenarios.Answers.Greeting);
        });
    }

    /// <summary>The keys that the first provider saw, in order.</summary>
    public IReadOnlyList<string> Keys => [.. _keys];

    /// <summary>How many requests the first provider refused.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    /// <summary>How many requests the second provider got.</summary>
    public int Others => _second.Requests.Count;

    public InferenceRouter Router(ProviderKeyList keys, Action<InferenceProvidersOptions>? configure = null)
    {
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            HubEndpoint = new Uri($"http://127.0.0.1:{_hub.Port}"),
            RouterEndpoint = new Uri($"http://127.0.0.1:{_hub.Port}"),
            Providers =
            [
                new Provider(LoadHub.First, new Uri($"http://127.0.0.1:{_first.Port}")) { Chat = ChatDialect.OpenAI },
                new Provider(LoadHub.Second, new Uri($"http://127.0.0.1:{_second.Port}")) { Chat = ChatDialect.OpenAI },
            ],
            ProviderKeys = { [LoadHub.First] = keys, [LoadHub.Second] = Canary.Token },
            Routing = { Policy = RoutePolicies.Listed },
            Timeouts = { Call = TimeSpan.FromSeconds(30) },
        };
        configure?.Invoke(options);
        return new InferenceRouter(options);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }
}
