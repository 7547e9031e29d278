using System.Net;
using InferenceProviders.Routing.Health;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Routing.Health;

public class HealthTests
{
    private static readonly RouteKey Key = new("groq", "org/model", InferenceTask.Conversational, AuthMode.Routed);

    private readonly ManualTime _clock = new();
    private readonly RouteHealth _health;

    public HealthTests() => _health = new RouteHealth(Key, _clock);

    private RouteState State => _health.StateAt(_clock.GetTimestamp());

    [Fact]
    public void One_failure_makes_a_route_suspect_for_a_moment()
    {
        _health.Succeeded();
        _health.Succeeded();
        _health.Failed(Rig.Failure(HttpStatusCode.BadGateway));
        Assert.Equal(RouteState.Suspect, State);

        _clock.Advance(RouteFailures.SuspectTime);
        Assert.Equal(RouteState.Healthy, State);
    }

    [Fact]
    public void A_route_that_keeps_failing_is_broken_then_probed_by_one_call_at_a_time()
    {
        Fail(2);
        Assert.Equal(RouteState.Broken, State);
        Assert.False(_health.TryEnter(_clock.GetTimestamp()));

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(RouteState.Probing, State);
        Assert.True(_health.TryEnter(_clock.GetTimestamp()));
        Assert.False(_health.TryEnter(_clock.GetTimestamp()));

        _health.Succeeded();
        Assert.Equal(RouteState.Healthy, State);
        Assert.True(_health.TryEnter(_clock.GetTimestamp()));
    }

    [Fact]
    public void Each_probe_that_fails_makes_the_break_longer()
    {
        Fail(2);
        var breaks = new List<int>();
        for (var probe = 0; probe < 7; probe++)
        {
            var seconds = 0;
            while (State == RouteState.Broken)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                seconds++;
            }

            breaks.Add(seconds);
            Assert.True(_health.TryEnter(_clock.GetTimestamp()));
            Fail(1);
        }

        Assert.Equal([5, 10, 20, 40, 80, 120, 120], breaks);
    }

    [Fact]
    public void A_probe_that_was_cancelled_gives_its_place_back()
    {
        Fail(2);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(_health.TryEnter(_clock.GetTimestamp()));

        _health.Leave();

        Assert.True(_health.TryEnter(_clock.GetTimestamp()));
    }

    [Fact]
    public void Mistakes_of_the_caller_say_nothing_about_the_provider()
    {
        for (var i = 0; i < 5; i++)
        {
            _health.Failed(Rig.Failure(HttpStatusCode.BadRequest));
            _health.Failed(Rig.Failure(HttpStatusCode.Unauthorized));
            _health.Failed(Rig.Failure(HttpStatusCode.PaymentRequired));
        }

        Assert.Equal(RouteState.Healthy, State);
        Assert.Equal(double.NaN, _health.SuccessRateAt(_health.Now));
    }

    [Fact]
    public void A_route_rests_for_as_long_as_it_asked()
    {
        _health.Failed(Rig.Failure(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(30)));
        Assert.Equal(RouteState.Resting, State);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(RouteState.Healthy, State);

        _health.Failed(Rig.Failure(HttpStatusCode.TooManyRequests));
        Assert.Equal(RouteState.Resting, State);
        _clock.Advance(RestRules.DefaultRest);
        Assert.Equal(RouteState.Healthy, State);
    }

    [Fact]
    public void Figures_are_those_of_the_last_minutes()
    {
        _health.ObserveFirstToken(TimeSpan.FromSeconds(1));
        _health.ObserveFirstToken(TimeSpan.FromSeconds(3));
        _health.ObserveSpeed(80);
        _health.Succeeded();
        _health.Failed(Rig.Failure(HttpStatusCode.BadGateway));
        Assert.Equal((2.0, 80.0, 0.5), Figures);

        _clock.Advance(SlidingWindow.MaxAge + TimeSpan.FromSeconds(1));
        Assert.Equal((double.NaN, double.NaN, double.NaN), Figures);
    }

    [Fact]
    public void A_window_knows_its_95th_percentile()
    {
        var window = new SlidingWindow();
        for (var i = 1; i <= 200; i++)
        {
            window.Add(i, _clock, _clock.GetTimestamp());
        }

        // It holds the last 64: 137…200.
        var (count, mean, percentile) = window.Read(_clock);
        Assert.Equal((64, 168.5, 197.0), (count, mean, percentile));
    }

    [Fact]
    public void The_mean_of_a_window_is_that_of_its_samples_however_many_there_were()
    {
        var window = new SlidingWindow(capacity: 5);
        for (var i = 1; i <= 1000; i++)
        {
            window.Add(i % 7 == 0 ? 1e9 : 0.1, _clock, _clock.GetTimestamp());
            _clock.Advance(TimeSpan.FromSeconds(i % 3));
        }

        // 996…1000, of which 1e9 is none but 1001.
        var mean = window.MeanAt(_clock.GetTimestamp());
        Assert.Equal(0.1f, mean, 1e-6);
        Assert.Equal(5, window.Read(_clock).Count);
        Assert.Equal(mean, window.Read(_clock).Mean, 1e-6);
    }

    private (double FirstToken, double Speed, double Success) Figures =>
    (
        _health.SecondsToFirstTokenAt(_health.Now), _health.TokensPerSecondAt(_health.Now),
        _health.SuccessRateAt(_health.Now)
    );

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _health.Failed(Rig.Failure(HttpStatusCode.BadGateway));
        }
    }
}
