using InferenceProviders.Redis.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Redis.Tests;

/// <summary>What happens to limits while the server is away, slow, or has forgotten.</summary>
public sealed class OutageTests
{
    private const InferenceErrorKind Refusal = InferenceErrorKind.SharedStoreUnavailable;

    [RedisFact]
    public async Task A_call_waits_for_a_server_that_is_a_replica_for_a_moment()
    {
        await using var server = await RedisServer.StartAsync("--save", "");
        await using var members = await Members.StartAsync();
        var router = await members.JoinAsync(server);
        var options = Members.Short.Clone().WithRouting(new() { SpendLimit = new SpendLimit(1) { Name = "one" } });
        await router.AsIChatClient(Members.Model).GetResponseAsync("Hello", options);

        await server.SendAsync("REPLICAOF 127.0.0.1 1");
        options = Members.Short.Clone().WithRouting(new() { SpendLimit = new SpendLimit(1) { Name = "two" } });
        var call = router.AsIChatClient(Members.Model).GetResponseAsync("Hello", options);
        await Task.Delay(200);
        await server.SendAsync("REPLICAOF NO ONE");
        await call;
    }

    [RedisFact]
    public async Task Calls_go_on_within_the_lease_in_hand_and_are_then_refused_until_the_server_is_back()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");
        await using var members = await Members.StartAsync();
        var limit = new SpendLimit(1);
        var router = await members.JoinAsync(server, options => options.SpendLimit = limit);
        await Members.CallAsync(router, Refusal);
        await server.StopAsync();
        await Members.Until(() => !router.Core.State.Sharing!.IsConnected);

        var costs = new List<long?>();
        do
        {
            costs.Add(await Members.CallAsync(router, Refusal));
        }
        while (costs[^1] is not null);

        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient(Members.Model).GetResponseAsync("Hello", Members.Short));
        Assert.Contains("what this process has leased of the spend limit 'router' of 1 US dollars is not enough",
            error.Message, StringComparison.Ordinal);
        Assert.Same(limit, error.SpendLimit);

        await server.StartAgainAsync();
        await Members.Until(() => router.Core.State.Sharing!.IsConnected);
        Assert.NotNull(await Members.CallAsync(router, Refusal));

        // What was spent meanwhile is counted: another one sees it.
        var other = new SpendLimit(1);
        var second = await members.JoinAsync(server, options => options.SpendLimit = other);
        Assert.NotNull(await Members.CallAsync(second, Refusal));
        await Members.Until(() => other.Spent == limit.Spent);
    }

    [RedisFact]
    public async Task Where_that_is_allowed_calls_go_on_and_are_counted_afterwards()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");
        await using var members = await Members.StartAsync();
        var limit = new SpendLimit(0.000_5m);
        var router = await members.JoinAsync(server, options =>
        {
            options.SpendLimit = limit;
            options.Sharing.WhenStoreIsDown = StoreDownBehavior.Allow;
        });
        await Members.CallAsync(router, Refusal);
        await server.StopAsync();
        await Members.Until(() => !router.Core.State.Sharing!.IsConnected);

        long spent = 0;
        while (spent < 600_000)
        {
            spent += (await Members.CallAsync(router, Refusal))!.Value;
        }

        await server.StartAgainAsync();
        await Members.Until(() => router.Core.State.Sharing!.IsConnected);
        await Members.Until(() => Members.CallAsync(router, InferenceErrorKind.SpendLimitReached)
            .GetAwaiter().GetResult() is null);
        Assert.True(limit.Spent > limit.Limit);
    }

    [RedisFact]
    public async Task Scripts_that_were_flushed_are_sent_again()
    {
        await using var server = await RedisServer.StartAsync("--save", "");
        await using var members = await Members.StartAsync();
        var limit = new SpendLimit(1);
        var router = await members.JoinAsync(server, options => options.SpendLimit = limit);
        await Members.CallAsync(router, Refusal);

        await server.SendAsync("SCRIPT FLUSH");
        await Members.CallAsync(router, Refusal);
        var other = new SpendLimit(1);
        var second = await members.JoinAsync(server, options => options.SpendLimit = other);
        Assert.NotNull(await Members.CallAsync(second, Refusal));
        await Members.Until(() => other.Spent == 3 * limit.Spent / 2 || other.Spent == limit.Spent);
    }

    [RedisFact]
    public async Task Keys_that_were_evicted_are_restored_by_who_remembers_them()
    {
        await using var server = await RedisServer.StartAsync("--save", "");
        await using var members = await Members.StartAsync();
        var (one, two) = (new SpendLimit(1), new SpendLimit(1));
        var first = await members.JoinAsync(server, options => Configure(options, one));
        var second = await members.JoinAsync(server, options => Configure(options, two));
        await Members.CallAsync(first, Refusal);
        await Members.CallAsync(second, Refusal);
        await Members.Until(() => one.Spent == two.Spent && one.Spent > 0 && one.Reserved == 0);
        var before = one.Spent;

        await server.SendAsync("FLUSHALL");
        await Members.CallAsync(first, Refusal);
        await Members.Until(() => Members.CallAsync(first, Refusal).GetAwaiter().GetResult() is not null);
        await Members.Until(() => Members.CallAsync(second, Refusal).GetAwaiter().GetResult() is not null);

        // Nothing is forgotten, and nothing counted twice.
        await Members.Until(() => one.Spent == two.Spent);
        Assert.True(one.Spent > before);

        static void Configure(InferenceProvidersOptions options, SpendLimit limit)
        {
            options.SpendLimit = limit;
            options.Sharing.LeaseTime = TimeSpan.FromSeconds(1);
        }
    }

    [RedisFact]
    public async Task A_server_that_hangs_holds_up_calls_with_a_limit_for_the_bound_and_others_not_at_all()
    {
        await using var server = await RedisServer.StartAsync("--save", "");
        await using var members = await Members.StartAsync();
        var limited = await members.JoinAsync(server, options =>
        {
            options.SpendLimit = new SpendLimit(1);
            options.Sharing.MaxWait = TimeSpan.FromMilliseconds(50);
        });
        var free = await members.JoinAsync(server);
        await Members.CallAsync(free, Refusal);
        await limited.Catalog.GetModelsAsync();

        // Longer than the test: the server is killed in the end.
        await server.SendAsync("CLIENT PAUSE 60000 ALL");

        Assert.Null(await Members.CallAsync(limited, Refusal));
        Assert.NotNull(await Members.CallAsync(free, Refusal));
    }

    [RedisFact]
    public async Task A_server_that_evicts_keys_at_random_never_lets_a_limit_be_exceeded()
    {
        await using var server = await RedisServer.StartAsync(
            "--save", "", "--maxmemory", "3mb", "--maxmemory-policy", "allkeys-random");
        await using var members = await Members.StartAsync();
        var routers = new List<InferenceRouter>();
        for (var i = 0; i < 2; i++)
        {
            routers.Add(await members.JoinAsync(server, options =>
            {
                options.SpendLimit = new SpendLimit(0.000_5m);
                options.Sharing.LeaseTime = TimeSpan.FromSeconds(1);
            }));
        }

        var spent = 0L;
        for (var round = 0; round < 12; round++)
        {
            var costs = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
            {
                try
                {
                    return await Members.CallAsync(routers[i % 2], Refusal);
                }
                catch (InferenceException exception) when (exception.Kind == InferenceErrorKind.SpendLimitReached)
                {
                    return null;
                }
            }));
            spent += costs.Sum() ?? 0;
            await server.SendAsync($"DEBUG POPULATE 3000 junk-{round} 400");
        }

        Assert.NotEqual("evicted_keys:0", await InfoAsync(server, "evicted_keys"));
        Assert.InRange(spent / 1_000_000_000m, 0.000_001m, 0.000_5m);
    }

    [RedisFact]
    public async Task A_clock_that_is_off_by_minutes_changes_nothing_of_a_limit()
    {
        await using var server = await RedisServer.StartAsync("--save", "");
        await using var members = await Members.StartAsync();
        SpendLimit New() => new(0.000_3m) { Name = "off", Period = SpendPeriod.Sliding(TimeSpan.FromHours(1)) };
        var (one, two) = (New(), New());
        var right = await members.JoinAsync(server, options => options.SpendLimit = one);
        var off = await members.JoinAsync(server, options =>
        {
            options.SpendLimit = two;
            options.TimeProvider = new OffClock(TimeSpan.FromMinutes(-17));
        });

        var costs = await Task.WhenAll(Enumerable.Range(0, 120).Select(
            i => Members.CallAsync(i % 2 == 0 ? right : off, InferenceErrorKind.SpendLimitReached)));

        Assert.InRange(costs.Sum()!.Value / 1_000_000_000m, 0.000_1m, 0.000_3m);
        await Members.Until(() => one.Spent == two.Spent && one.Spent == costs.Sum() / 1_000_000_000m);
    }

    private static async Task<string?> InfoAsync(RedisServer server, string name)
    {
        await using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(
            server.Configuration + ",allowAdmin=true");
        var info = await connection.GetServers()[0].InfoRawAsync("stats");
        return info!.Split('\n').Select(line => line.Trim())
            .First(line => line.StartsWith(name, StringComparison.Ordinal));
    }
}
