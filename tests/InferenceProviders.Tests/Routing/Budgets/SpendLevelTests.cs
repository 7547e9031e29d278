using System.Runtime.CompilerServices;
using InferenceProviders.Spending;
using InferenceProviders.Tests.Routing.Flows;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace InferenceProviders.Tests.Routing.Budgets;

public sealed class SpendLevelTests
{
    private readonly FakeTimeProvider _clock = new(new(2026, 5, 10, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_call_counts_on_the_limit_of_its_keys_and_on_the_levels_above()
    {
        var application = new SpendLimit(500m);
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.SpendLevels["tenant"] = new(new SpendLimit(50m) { Parent = application })
            {
                Amounts = { ["acme"] = 200m },
            };
            options.SpendLevels["User"] = new(new SpendLimit(1m) { AlertAt = [0.5] }) { Parent = "TENANT" };
        });
        var user = rig.Router.GetSpendLimit("user", "acme", "4711");

        var cost = (await rig.Chat.GetResponseAsync(
            "Hello", new ChatOptions { MaxOutputTokens = 50 }.WithRouting(new() { SpendLimit = user })))
            .GetRoutingReport()!.Cost;

        var acme = rig.Router.GetSpendLimit("tenant", "acme");
        Assert.True(cost > 0);
        Assert.Equal((cost, cost, cost), (user.Spent, acme.Spent, application.Spent));
        Assert.Same(user, rig.Router.GetSpendLimit("USER", "acme", "4711"));
        Assert.Same(acme, user.Parent);
        Assert.Equal(
            ("user:acme/4711", 1m, "tenant:acme", 200m), (user.Name, user.Limit, acme.Name, acme.Limit));
        Assert.Equal(0, rig.Router.GetSpendLimit("user", "other", "4711").Spent);
        Assert.Equal(50m, rig.Router.GetSpendLimit("tenant", "other").Limit);
        Assert.Equal([0.5], user.AlertAt);
    }

    [Fact]
    public void Keys_that_look_alike_have_limits_of_their_own()
    {
        using var router = Router();
        string[][] keys = [["a/b", "c"], ["a", "b/c"], ["a%2Fb", "c"], ["a", "b\nc"], ["a", new string('b', 500)]];

        var names = keys.Select(pair => router.GetSpendLimit("user", pair).Name).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Equal("user:a%2Fb/c", names[0]);
        Assert.All(names, name => Assert.InRange(name!.Length, 1, 128));
    }

    [Fact]
    public void What_does_not_fit_the_levels_says_what_would()
    {
        using var router = Router();
        using var without = new InferenceRouter(new() { UseEnvironment = false });

        Says("takes 2 keys (tenant, user); the call has 1", () => router.GetSpendLimit("user", "x"));
        Says("Did you mean 'tenant'?", () => router.GetSpendLimit("tennant", "x"));
        Says("The key of 'tenant' is empty", () => router.GetSpendLimit("user", " ", "x"));
        Says("SpendLevels is empty", () => without.GetSpendLimit("user", "x"));
        Assert.Throws<ArgumentException>("limit", () => new SpendLevel(new SpendLimit(1m) { Name = "x" }));

        static void Says(string words, Action call) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_come_from_outside_and_are_forgotten_when_nothing_is_spent()
    {
        var limits = new KeyedLimits();
        var levels = new Dictionary<string, SpendLevel>
        {
            ["day"] = new(new SpendLimit(1m) { Period = SpendPeriod.Day(), TimeProvider = _clock }),
        };
        var spender = SpendAs(limits, levels);
        Ask(limits, levels);

        Assert.InRange(limits.Count, 1, 4000);
        Assert.Equal(0.25m, SpentBy(spender));

        // It is kept for its period, and no longer.
        _clock.Advance(TimeSpan.FromDays(1));
        Ask(limits, levels);
        GC.Collect();
        Assert.Null(SpentBy(spender));
        Assert.Equal(0, limits.Get(levels, "day", ["spender"]).Spent);
    }

    [Fact]
    public void A_limit_that_somebody_holds_is_the_one_that_is_found()
    {
        var limits = new KeyedLimits();
        var levels = new Dictionary<string, SpendLevel> { ["day"] = new(new SpendLimit(1m)) };
        var held = limits.Get(levels, "day", ["holder"]);
        Ask(limits, levels);
        Spend(held);
        Ask(limits, levels);

        Assert.Same(held, limits.Get(levels, "day", ["holder"]));
        Assert.Equal(0.25m, held.Spent);
    }

    /// <summary>Nothing of it stays on the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<SpendLimit> SpendAs(KeyedLimits limits, Dictionary<string, SpendLevel> levels)
    {
        var limit = limits.Get(levels, "day", ["spender"]);
        Spend(limit);
        return new(limit);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static decimal? SpentBy(WeakReference<SpendLimit> spender) =>
        spender.TryGetTarget(out var limit) ? limit.Spent : null;

    private static void Ask(KeyedLimits limits, Dictionary<string, SpendLevel> levels)
    {
        for (var i = 0; i < 20_000; i++)
        {
            limits.Get(levels, "day", [$"{i}"]);
            if (i % 1000 == 0)
            {
                GC.Collect();
            }
        }
    }

    private static void Spend(SpendLimit limit)
    {
        var levels = new SpendLevels();
        levels.Add(limit, TimeProvider.System);
        Assert.Null(levels.TryHold(250_000_000, isFree: false, out var held));
        limit.Settle(250_000_000, 250_000_000, held![0].Mark);
    }

    private static InferenceRouter Router() => new(new InferenceProvidersOptions
    {
        UseEnvironment = false,
        SpendLevels =
        {
            ["tenant"] = new(new SpendLimit(50m)),
            ["user"] = new(new SpendLimit(1m)) { Parent = "tenant" },
        },
    });
}
