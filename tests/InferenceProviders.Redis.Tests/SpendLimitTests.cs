using InferenceProviders.Redis.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Redis.Tests;

/// <summary>Limits that several routers share, over a real server.</summary>
public sealed class SpendLimitTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const decimal Amount = 0.000_5m;

    [RedisFact]
    public async Task The_limit_holds_for_all_together_and_is_used_up()
    {
        await using var members = await Members.StartAsync();
        var limits = Enumerable.Range(0, 3).Select(_ => new SpendLimit(Amount)).ToArray();
        var routers = new List<InferenceRouter>();
        foreach (var limit in limits)
        {
            routers.Add(await members.JoinAsync(shared.Server, options => options.SpendLimit = limit));
        }

        var costs = new List<long?>();
        for (var round = 0; round < 10; round++)
        {
            costs.AddRange(await Task.WhenAll(Enumerable.Range(0, 30).Select(
                i => Members.CallAsync(routers[i % 3], InferenceErrorKind.SpendLimitReached))));
        }

        var billed = costs.Sum() / 1_000_000_000m;
        Assert.InRange(billed!.Value, Amount * 0.8m, Amount);
        Assert.Contains(null, costs);

        // Everyone sees what all have spent.
        await Members.Until(() => limits.All(limit => limit.Spent == billed));
    }

    [RedisFact]
    public async Task One_that_ends_in_order_gives_back_what_it_has_not_spent()
    {
        await using var members = await Members.StartAsync();
        var limit = new SpendLimit(Amount);
        using (var first = await members.JoinAsync(shared.Server, options => options.SpendLimit = limit))
        {
            Assert.NotNull(await Members.CallAsync(first, InferenceErrorKind.SpendLimitReached));
        }

        var other = new SpendLimit(Amount);
        var second = await members.JoinAsync(shared.Server, options => options.SpendLimit = other);
        Assert.NotNull(await Members.CallAsync(second, InferenceErrorKind.SpendLimitReached));
        await Members.Until(() => other.Spent == 2 * limit.Spent && other.Reserved == 0);
    }

    [RedisFact]
    public async Task Limits_with_the_same_name_are_one_and_levels_hold_all_or_none()
    {
        await using var members = await Members.StartAsync();
        var one = await members.JoinAsync(shared.Server);
        var two = await members.JoinAsync(shared.Server);

        // As an application makes them, anew for each call.
        static ChatOptions Of(string user, decimal amount)
        {
            var tenant = new SpendLimit(1) { Name = "tenant", Period = SpendPeriod.Day() };
            var options = Members.Short.Clone();
            return options.WithRouting(new() { SpendLimit = new(amount) { Name = user, Parent = tenant } });
        }

        var first = await one.AsIChatClient(Members.Model).GetResponseAsync("Hello", Of("ann", 1));
        await two.AsIChatClient(Members.Model).GetResponseAsync("Hello", Of("bob", 1));
        var refused = await Assert.ThrowsAsync<InferenceException>(() =>
            two.AsIChatClient(Members.Model).GetResponseAsync("Hello", Of("tim", 0.000_000_1m)));
        var cost = first.GetRoutingReport()!.Cost!.Value;

        Assert.Equal(("tim", InferenceErrorKind.SpendLimitReached), (refused.SpendLimit!.Name, refused.Kind));
        var ann = new SpendLimit(1) { Name = "ann" };
        var all = new SpendLimit(1) { Name = "tenant", Period = SpendPeriod.Day() };
        await one.AsIChatClient(Members.Model).GetResponseAsync("Hello", Options(ann));
        await one.AsIChatClient(Members.Model).GetResponseAsync("Hello", Options(all));
        await Members.Until(() => ann.Spent == 2 * cost && all.Spent == 3 * cost);

        static ChatOptions Options(SpendLimit limit) => Members.Short.Clone().WithRouting(new() { SpendLimit = limit });
    }

    [RedisFact]
    public async Task A_sliding_limit_is_shared_too()
    {
        await using var members = await Members.StartAsync();
        SpendLimit New() => new(Amount) { Name = "sliding", Period = SpendPeriod.Sliding(TimeSpan.FromHours(1)) };
        var (one, two) = (New(), New());
        var first = await members.JoinAsync(shared.Server, options => options.SpendLimit = one);
        var second = await members.JoinAsync(shared.Server, options => options.SpendLimit = two);

        var costs = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            i => Members.CallAsync(i % 2 == 0 ? first : second, InferenceErrorKind.SpendLimitReached)));

        Assert.InRange(costs.Sum()!.Value / 1_000_000_000m, 0.000_001m, Amount);
        await Members.Until(() => one.Spent == costs.Sum() / 1_000_000_000m && two.Spent == one.Spent);
    }

    [RedisFact]
    public async Task Calls_without_a_limit_never_ask_the_server()
    {
        await using var members = await Members.StartAsync();
        var router = await members.JoinAsync(shared.Server);
        await Members.CallAsync(router, InferenceErrorKind.SpendLimitReached);
        var before = router.Core.State.Sharing!.Requests;

        for (var i = 0; i < 100; i++)
        {
            await Members.CallAsync(router, InferenceErrorKind.SpendLimitReached);
        }

        Assert.Equal(before, router.Core.State.Sharing.Requests);
    }
}
