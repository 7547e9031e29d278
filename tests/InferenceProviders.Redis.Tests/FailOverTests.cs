using InferenceProviders.Redis.Tests.Support;

namespace InferenceProviders.Redis.Tests;

/// <summary>
/// A server that is killed while processes call, and its replica that a real sentinel puts in its place.
/// </summary>
public sealed class FailOverTests
{
    private const InferenceErrorKind Down = InferenceErrorKind.SharedStoreUnavailable;

    [RedisTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_go_on_and_the_limit_holds(bool lags)
    {
        await using var group = await SentinelGroup.StartAsync();
        await using var members = await Members.StartAsync();
        var limits = new[] { new SpendLimit(0.001m), new SpendLimit(0.001m) };
        var routers = new List<InferenceRouter>();
        foreach (var limit in limits)
        {
            routers.Add(await members.JoinAsync(group.Configuration, options =>
            {
                options.SpendLimit = limit;
                options.Sharing.LeaseTime = TimeSpan.FromSeconds(1);
                options.Sharing.MaxWait = TimeSpan.FromMilliseconds(300);
            }));
        }

        // Some of the limit is spent before, which the replica knows; some that it does not know.
        var spent = 0L;
        await SpendAsync(20);
        if (lags)
        {
            await group.Replica.SendAsync("REPLICAOF 127.0.0.1 1");
        }

        await SpendAsync(20);
        await group.Master.StopAsync(kill: true);
        await Members.UntilAsync(group.HasFailedOverAsync);
        var before = spent;
        await Members.UntilAsync(async () =>
        {
            await SpendAsync(1);
            return spent > before && routers.All(router => router.Core.State.Sharing!.IsConnected);
        });

        // To the end: what was lost with the server is remembered by those who live.
        for (var refused = 0; refused < 75;)
        {
            var earlier = spent;
            await SpendAsync(20);
            refused = spent == earlier ? refused + 1 : 0;
            await Task.Delay(20);
        }

        Assert.InRange(spent / 1_000_000_000m, 0.0008m, 0.001m);

        async Task SpendAsync(int calls)
        {
            var costs = await Task.WhenAll(Enumerable.Range(0, calls).Select(async i =>
            {
                try
                {
                    return await Members.CallAsync(routers[i % 2], Down);
                }
                catch (InferenceException exception) when (exception.Kind == InferenceErrorKind.SpendLimitReached)
                {
                    return null;
                }
            }));
            spent += costs.Sum() ?? 0;
        }
    }

    [RedisFact]
    public async Task Rests_spread_again_when_the_replica_has_taken_over()
    {
        await using var group = await SentinelGroup.StartAsync();
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(group.Configuration);
        var two = await members.JoinAsync(group.Configuration);
        await group.Master.StopAsync(kill: true);
        await Members.UntilAsync(group.HasFailedOverAsync);

        await Members.UntilAsync(async () =>
        {
            // A word that was told while nobody could hear it is lost; the next one is not.
            one.Core.State.Sharing!.Tell(
                new("rests", "1\tnovita\torg/told\tconversational\tRouted\t\t", "", TimeSpan.FromMinutes(1)));
            await Task.Delay(50);
            return two.Health.Of("org/told") is [{ State: RouteState.Resting }];
        });
    }
}
