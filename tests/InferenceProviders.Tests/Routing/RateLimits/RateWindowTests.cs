using InferenceProviders.Routing.RateLimits;

namespace InferenceProviders.Tests.Routing.RateLimits;

/// <summary>
/// What a minute holds: never more than the limit in any sixty seconds, and no wait that is not needed.
/// </summary>
public class RateWindowTests
{
    private readonly ManualTime _clock = new();

    private long Now => _clock.GetTimestamp();

    [Fact]
    public void A_full_minute_has_room_when_what_was_taken_first_is_a_minute_old()
    {
        var window = new RateWindow(3, _clock);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Now, window.FreeAt(Now, 1));
            window.Take(Now, 1);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(TimeSpan.FromSeconds(30.5), Wait(window, 1));
        Assert.Equal(0, window.LeftAt(Now));
        _clock.Advance(TimeSpan.FromSeconds(30.5));
        Assert.Equal((TimeSpan.Zero, 1), (Wait(window, 1), window.LeftAt(Now)));
    }

    [Fact]
    public void Those_that_wait_get_their_moments_in_the_order_in_which_they_came()
    {
        var window = new RateWindow(2, _clock);
        var moments = Enumerable.Range(0, 6).Select(_ => Take(window, 1)).ToArray();

        Assert.Equal([0, 0, 60.5, 60.5, 121, 121], moments);
    }

    [Fact]
    public void What_is_promised_for_later_does_not_hold_up_what_fits_now()
    {
        // A model's own limit makes its calls wait; the account has room for others meanwhile.
        var account = new RateWindow(10, _clock);
        account.Take(Now + TimeSpan.FromMinutes(5).Ticks, 10);

        Assert.Equal(Now, account.FreeAt(Now, 10));
        account.Take(Now, 10);
        Assert.Equal(TimeSpan.FromSeconds(60.5), Wait(account, 5));
    }

    [Fact]
    public void In_no_minute_is_there_more_than_the_limit_whatever_comes()
    {
        var random = new Random(5);
        var window = new RateWindow(100, _clock);
        var taken = new List<(long At, long Amount)>();
        for (var i = 0; i < 2000; i++)
        {
            var amount = random.Next(1, 60);
            var at = window.FreeAt(Now, amount);
            window.Take(at, amount);
            taken.Add((at, amount));
            _clock.Advance(TimeSpan.FromSeconds(random.NextDouble() * (i % 50 == 0 ? 300 : 10)));
        }

        Assert.All(
            taken, end =>
                Assert.InRange(
                    taken.Where(one => one.At <= end.At && one.At > end.At - TimeSpan.FromSeconds(60).Ticks)
                    .Sum(one => one.Amount), 1, 100));
    }

    [Fact]
    public void What_was_not_sent_and_what_was_counted_otherwise_makes_room()
    {
        var window = new RateWindow(1000, _clock);
        window.Take(Now, 900);
        Assert.Equal(100, window.LeftAt(Now));

        window.Correct(Now, 900, 250);
        Assert.Equal(750, window.LeftAt(Now));
        window.Correct(Now, 250, 0);
        Assert.Equal(1000, window.LeftAt(Now));
    }

    [Fact]
    public void What_is_larger_than_the_limit_takes_all_of_it()
    {
        var window = new RateWindow(1000, _clock);

        Assert.Equal(Now, window.FreeAt(Now, 5000));
        window.Take(Now, 5000);

        Assert.Equal(TimeSpan.FromSeconds(60.5), Wait(window, 1));
    }

    private TimeSpan Wait(RateWindow window, long amount) => TimeSpan.FromTicks(window.FreeAt(Now, amount) - Now);

    private double Take(RateWindow window, long amount)
    {
        var at = window.FreeAt(Now, amount);
        window.Take(at, amount);
        return TimeSpan.FromTicks(at - Now).TotalSeconds;
    }
}
