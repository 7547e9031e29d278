using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Redis.Tests.Support;

/// <summary>Routers as the processes of one application have them: an emulator, one store a router.</summary>
internal sealed class Members : IAsyncDisposable
{
    public const string Model = "openai/gpt-oss-120b";

    /// <summary>By the catalog a call can cost a few hundred-thousandths of a dollar at most.</summary>
    public static readonly ChatOptions Short = new() { MaxOutputTokens = 100 };

    private readonly List<InferenceRouter> _routers = [];
    private readonly List<IAsyncDisposable> _stores = [];
    private readonly string _prefix;

    private Members(EmulatorHost emulator, string prefix) => (Emulator, _prefix) = (emulator, prefix);

    public EmulatorHost Emulator { get; }

    /// <param name="prefix">What their keys begin with; null for one that nobody else has.</param>
    public static async Task<Members> StartAsync(string? prefix = null) =>
        new(await EmulatorHost.StartAsync(), prefix ?? Guid.NewGuid().ToString("N"));

    /// <summary>One more process.</summary>
    public Task<InferenceRouter> JoinAsync(RedisServer server, Action<InferenceProvidersOptions>? configure = null) =>
        JoinAsync(server.Configuration, configure);

    /// <summary>One more process, over a cluster or sentinels.</summary>
    public async Task<InferenceRouter> JoinAsync(
        string configuration, Action<InferenceProvidersOptions>? configure = null)
    {
        var store = new RedisSharedStore(configuration, new() { KeyPrefix = _prefix });
        _stores.Add(store);
        await Until(() => store.IsConnected);
        var options = Emulator.RouterOptions();
        options.Routing.AllowedProviders = ["novita"];
        options.Sharing.Store = store;
        options.Sharing.MaxWait = TimeSpan.FromSeconds(5);
        configure?.Invoke(options);
        var router = new InferenceRouter(options);
        _routers.Add(router);
        return router;
    }

    /// <summary>What happens in other threads and in the server.</summary>
    public static Task Until(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>The same, of what has to be asked for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; tries < 1500; tries++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(10);
        }

        throw new TimeoutException("It did not happen within 15 s.");
    }

    /// <summary>What a call cost, in nano-dollars; null when it was refused for the kind.</summary>
    public static async Task<long?> CallAsync(InferenceRouter router, InferenceErrorKind refusal)
    {
        try
        {
            var response = await router.AsIChatClient(Model).GetResponseAsync("Hello", Short);
            return response.GetRoutingReport()!.CostNanoUsd!.Value;
        }
        catch (InferenceException exception) when (exception.Kind == refusal)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Each gives back what it had leased, and waits for that.
        await Task.WhenAll(_routers.Select(router => Task.Run(router.Dispose)));

        await Task.WhenAll(_stores.Select(store => store.DisposeAsync().AsTask()));

        await Emulator.DisposeAsync();
    }
}
