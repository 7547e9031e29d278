using InferenceProviders.Spending;
using InferenceProviders.TestUtilities;

namespace InferenceProviders.Tests.Spending;

public class SpendPeriodTests
{
    [Theory]
    [InlineData("UTC", "2026-11-30T23:59:59Z", "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-11-30T23:30:00Z", "2026-11-30T23:00:00Z", "2026-12-01T23:00:00Z")]

    // A day of 23 hours and one of 25: clocks change at 02:00 and 03:00.
    [InlineData("Europe/Berlin", "2026-03-29T10:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T10:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]

    // In Beirut clocks go from 24:00 to 01:00: there is no midnight, and the day begins at one o'clock.
    [InlineData("Asia/Beirut", "2026-03-29T10:00:00Z", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z")]

    // In Havana clocks go from 01:00 back to 00:00: there are two midnights, and the day begins at the first.
    [InlineData("America/Havana", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("America/Havana", "2026-11-01T04:30:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    public void A_day_is_that_of_its_time_zone(string zone, string now, string start, string end) =>
        AssertSpan(SpendPeriod.Day(TimeZoneInfo.FindSystemTimeZoneById(zone)), now, start, end);

    [Theory]
    [InlineData("UTC", "2026-02-28T23:59:59Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    [InlineData("UTC", "2026-12-31T12:00:00Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("America/New_York", "2026-03-01T04:59:59Z", "2026-02-01T05:00:00Z", "2026-03-01T05:00:00Z")]
    [InlineData("America/New_York", "2026-03-15T00:00:00Z", "2026-03-01T05:00:00Z", "2026-04-01T04:00:00Z")]
    public void A_month_is_that_of_its_time_zone(string zone, string now, string start, string end) =>
        AssertSpan(SpendPeriod.Month(TimeZoneInfo.FindSystemTimeZoneById(zone)), now, start, end);

    [Fact]
    public void Every_moment_of_a_year_is_in_a_period_that_holds_it_and_touches_the_next()
    {
        foreach (var zone in (string[])["UTC", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "Africa/Cairo"])
        {
            var period = SpendPeriod.Day(TimeZoneInfo.FindSystemTimeZoneById(zone));
            var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
            var span = period.At(now);
            for (; now.Year == 2026; now += TimeSpan.FromMinutes(15))
            {
                var at = period.At(now);
                Assert.True(at.Start <= now && now < at.End, $"{zone} {now:o}: {at}");
                Assert.True(at == span || at.Start == span.End, $"{zone} {now:o}: {at} after {span}");
                span = at;
            }
        }
    }

    [Fact]
    public void Periods_of_the_same_length_are_equal()
    {
        Assert.Equal(SpendPeriod.Day(), SpendPeriod.Day(TimeZoneInfo.Utc));
        Assert.NotEqual(SpendPeriod.Day(), SpendPeriod.Month());
        Assert.Equal(SpendPeriod.Sliding(TimeSpan.FromHours(1)), SpendPeriod.Sliding(TimeSpan.FromHours(1)));
        Assert.NotEqual(SpendPeriod.Sliding(TimeSpan.FromHours(1)), SpendPeriod.Sliding(TimeSpan.FromHours(2)));
        Assert.Equal(
            ("day (UTC)", "the last 01:00:00"),
            ($"{SpendPeriod.Day()}", $"{SpendPeriod.Sliding(TimeSpan.FromHours(1))}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(367 * 24 * 3600)]
    public void A_window_that_makes_no_sense_is_refused(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SpendPeriod.Sliding(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_sliding_sum_is_that_of_the_window_or_a_sixtieth_more()
    {
        var random = new Random(7);
        var window = TimeSpan.FromMinutes(60);
        var sum = new SlidingSum(window);
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
        var added = new List<(long At, long Amount)>();
        for (var i = 0; i < 5_000; i++)
        {
            now += TimeSpan.FromSeconds(random.Next(0, random.Next(100) == 0 ? 8000 : 90)).Ticks;
            sum.MoveTo(now);
            var amount = random.Next(100);
            sum.Add(amount);
            added.Add((now, amount));

            Assert.InRange(
                sum.Total,
                added.Where(one => one.At > now - window.Ticks).Sum(one => one.Amount),
                added.Where(one => one.At > now - window.Ticks - TimeSpan.FromMinutes(1).Ticks).Sum(one => one.Amount));
            if (sum.Total > 0 && sum.TimeWhenLeft(sum.Total / 2) is { } free && sum.Total / 2 > 0)
            {
                Assert.InRange(free, now, now + window.Ticks + TimeSpan.FromMinutes(1).Ticks);
            }
        }
    }

    [Fact]
    public void A_new_day_begins_with_nothing_spent_and_what_was_begun_before_stays_there()
    {
        var clock = new ManualTime();
        var limit = new SpendLimit(1m) { Period = SpendPeriod.Day(), TimeProvider = clock };
        var levels = new SpendLevels();
        levels.Add(limit, TimeProvider.System);
        Assert.Null(levels.TryHold(600_000_000, isFree: false, out var first));
        Assert.Null(levels.TryHold(400_000_000, isFree: false, out var second));
        Assert.Same(limit, levels.TryHold(1, isFree: false, out _));
        limit.Settle(400_000_000, 300_000_000, second![0].Mark);
        Assert.Equal((0.3m, 0.6m), (limit.Spent, limit.Reserved));
        Assert.Equal(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero), limit.PeriodEnds);
        Assert.Equal(new TimeSpan(20, 55, 55), limit.TimeUntilFits(700_000_000));
        Assert.Null(limit.TimeUntilFits(1_000_000_001));

        clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal((0m, 0m), (limit.Spent, limit.Reserved));
        limit.Settle(600_000_000, 500_000_000, first![0].Mark);
        Assert.Equal((0m, 0m), (limit.Spent, limit.Reserved));
        Assert.Null(levels.TryHold(1_000_000_000, isFree: false, out _));
    }

    [Fact]
    public void In_a_sliding_window_what_is_under_way_counts_until_it_ends_and_then_for_the_windows_time()
    {
        var clock = new ManualTime();
        var limit = new SpendLimit(1m) { Period = SpendPeriod.Sliding(TimeSpan.FromHours(1)), TimeProvider = clock };
        var levels = new SpendLevels();
        levels.Add(limit, TimeProvider.System);
        Assert.Null(levels.TryHold(1_000_000_000, isFree: false, out var held));
        clock.Advance(TimeSpan.FromHours(5));
        Assert.Same(limit, levels.TryHold(1, isFree: false, out _));
        Assert.Null(limit.TimeUntilFits(1));
        limit.Settle(1_000_000_000, 800_000_000, held![0].Mark);
        Assert.Null(levels.TryHold(200_000_000, isFree: false, out _));

        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0.8m, limit.Spent);
        Assert.InRange(limit.TimeUntilFits(1)!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((0m, 0.2m), (limit.Spent, limit.Reserved));
        Assert.Null(limit.PeriodEnds);
    }

    private static void AssertSpan(SpendPeriod period, string now, string start, string end)
    {
        var span = period.At(DateTimeOffset.Parse(now));
        Assert.Equal((DateTimeOffset.Parse(start), DateTimeOffset.Parse(end)), (span.Start, span.End));
    }
}
