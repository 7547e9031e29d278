using InferenceProviders.Spending;

namespace InferenceProviders.Tests.Spending;

public class SpendLevelTests
{
    [Fact]
    public void A_call_counts_against_all_levels_or_none()
    {
        var application = new SpendLimit(10m) { Name = "application" };
        var tenant = new SpendLimit(1m) { Name = "tenant", Parent = application };
        var (one, other) = (new SpendLimit(0.8m) { Parent = tenant }, new SpendLimit(0.8m) { Parent = tenant });

        Assert.Null(Levels(one).TryHold(700_000_000, isFree: false, out var held));
        Assert.Same(tenant, Levels(other).TryHold(700_000_000, isFree: false, out _));
        Assert.Equal((0.7m, 0.7m, 0.7m, 0m), (application.Reserved, tenant.Reserved, one.Reserved, other.Reserved));

        foreach (var (limit, mark) in held!)
        {
            limit.Settle(700_000_000, 100_000_000, mark);
        }

        Assert.Null(Levels(other).TryHold(700_000_000, isFree: false, out _));
        Assert.Equal((0.1m, 0.1m, 0.1m, 0m), (application.Spent, tenant.Spent, one.Spent, other.Spent));
    }

    [Fact]
    public void A_level_that_applies_twice_counts_once()
    {
        var application = new SpendLimit(1m);
        var tenant = new SpendLimit(1m) { Parent = application };
        var levels = Levels(tenant);
        levels.Add(application, TimeProvider.System);
        levels.Add(tenant, TimeProvider.System);

        Assert.Equal(2, levels.Count);
        Assert.Null(levels.TryHold(1_000_000_000, isFree: false, out _));
        Assert.Equal((1m, 1m), (application.Reserved, tenant.Reserved));
    }

    [Fact]
    public void What_is_free_passes_a_limit_that_is_overdrawn()
    {
        var limit = new SpendLimit(0.1m);
        Assert.Null(Levels(limit).TryHold(100_000_000, isFree: false, out var held));
        limit.Settle(100_000_000, 300_000_000, held![0].Mark);

        Assert.Same(limit, Levels(limit).TryHold(0, isFree: false, out _));
        Assert.Null(Levels(limit).TryHold(0, isFree: true, out _));
    }

    [Fact]
    public async Task Levels_hold_under_many_threads_that_take_them_in_any_order()
    {
        var application = new SpendLimit(0.000_001m);
        var tenants = Enumerable.Range(0, 3).Select(_ => new SpendLimit(0.000_000_6m) { Parent = application })
            .ToArray();
        var users = Enumerable.Range(0, 9).Select(i => new SpendLimit(0.000_000_3m) { Parent = tenants[i % 3] })
            .ToArray();
        var all = users.Concat(tenants).Append(application).ToArray();
        var (granted, refused, broken) = (0, 0, 0);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 3_000; i++)
            {
                var levels = Levels(users[random.Next(9)]);
                if (random.Next(2) == 0)
                {
                    levels.Add(tenants[random.Next(3)], TimeProvider.System);
                }

                var nanos = random.Next(1, 60);
                if (levels.TryHold(nanos, isFree: false, out var holds) is not null)
                {
                    Interlocked.Increment(ref refused);
                    continue;
                }

                Interlocked.Increment(ref granted);
                foreach (var limit in all)
                {
                    var (spent, reserved, _) = limit.Read();
                    Interlocked.Add(ref broken, spent + reserved > limit.Nanos ? 1 : 0);
                }

                foreach (var (limit, mark) in holds!)
                {
                    limit.Settle(nanos, random.Next(500) == 0 ? nanos : 0, mark);
                }
            }
        })));

        Assert.Equal(0, broken);
        Assert.True(granted > 0 && refused > 0, $"{granted} granted, {refused} refused");
        Assert.All(all, limit => Assert.Equal(0, limit.Reserved));
    }

    [Fact]
    public void An_alert_is_raised_once_a_period_at_each_share()
    {
        var clock = new ManualTime();
        var alerts = new List<(double Share, decimal Spent)>();
        var limit = new SpendLimit(1m)
        {
            Period = SpendPeriod.Day(), TimeProvider = clock, AlertAt = [0.9, 0.5, 0.5],
            OnAlert = alert => alerts.Add((alert.Share, alert.Spent)),
        };
        Assert.Equal([0.5, 0.9], limit.AlertAt);

        Assert.Null(Spend(limit, 0.49m));
        Assert.Equal([0.5], Spend(limit, 0.01m)!);
        Assert.Null(Spend(limit, 0.1m));
        Assert.Equal([0.9], Spend(limit, 0.4m)!);
        Assert.Null(Spend(limit, 0m));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([0.5, 0.9], Spend(limit, 0.95m)!);
        Assert.Empty(alerts);
    }

    [Fact]
    public void In_a_sliding_window_an_alert_is_raised_again_when_the_window_has_passed()
    {
        var clock = new ManualTime();
        var limit = new SpendLimit(1m)
        {
            Period = SpendPeriod.Sliding(TimeSpan.FromHours(1)), TimeProvider = clock, AlertAt = [0.5],
        };

        Assert.Equal([0.5], Spend(limit, 0.6m)!);
        clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Null(Spend(limit, 0.3m));
        clock.Advance(TimeSpan.FromMinutes(12));
        Assert.Equal([0.5], Spend(limit, 0.3m)!);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new SpendLimit(1m) { Name = "" });
        Assert.Throws<ArgumentException>(() => new SpendLimit(1m) { Name = "a\nb" });
        Assert.Throws<ArgumentException>(() => new SpendLimit(1m) { Name = new string('a', 129) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpendLimit(1m) { AlertAt = [0.5, 0] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpendLimit(1m) { AlertAt = [1.5] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpendLimit(1m) { AlertAt = [double.NaN] });
        var error = Assert.Throws<ArgumentException>(
            () => new SpendLimit(1m) { WhenSpent = ["openai/gpt-oss-20b", "https://me:secret@x.example"] });
        Assert.Equal("WhenSpent", error.ParamName);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static SpendLevels Levels(SpendLimit limit)
    {
        var levels = new SpendLevels();
        levels.Add(limit, TimeProvider.System);
        return levels;
    }

    private static double[]? Spend(SpendLimit limit, decimal dollars)
    {
        Assert.Null(Levels(limit).TryHold(0, isFree: true, out var held));
        return limit.Settle(0, (long)(dollars * 1_000_000_000m), held![0].Mark)?.Select(alert => alert.Share).ToArray();
    }
}
