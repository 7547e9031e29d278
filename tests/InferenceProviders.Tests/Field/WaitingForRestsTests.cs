using System.Net;
using InferenceProviders.Errors;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// No call fails while a moment's wait would have served it. From a load test: most of its timeouts left a route that
/// rested for a second.
/// </summary>
[Trait("Category", "Field")]
public class WaitingForRestsTests
{
    private readonly Rig _rig = new(options => options.Timeouts.Call = TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(InferenceErrorKind.Timeout)]
    [InlineData(InferenceErrorKind.Protocol)]
    [InlineData(InferenceErrorKind.NotSupported)]
    [InlineData(InferenceErrorKind.ProviderUnavailable)]
    public async Task Whatever_ended_the_attempt_a_route_that_rests_for_a_while_is_waited_for(InferenceErrorKind kind)
    {
        var resting = _rig.Route("resting", Busy(8), "fine");
        await _rig.RunAsync(resting, _rig.Route("other", "fine"));
        _rig.Asked.Clear();

        var failing = new InferenceException(kind, "failed")
        {
            Stage = kind == InferenceErrorKind.ProviderUnavailable ? FailureStage.Tls : FailureStage.Exchange,
        };
        var run = _rig.RunAsync(_rig.Route("failing", failing), resting);

        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(8));
        _rig.Clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal("fine", (await run).Text);
        Assert.Equal(["failing", "resting"], _rig.Asked);
    }

    [Fact]
    public async Task A_route_that_was_tried_before_is_waited_for_when_the_last_one_cannot_be_asked_again()
    {
        var run = _rig.RunAsync(
            _rig.Route("busy", Busy(3), "fine"),
            _rig.Route("stalling", new InferenceException(InferenceErrorKind.Timeout, "stalled")));

        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(3));
        _rig.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("fine", (await run).Text);
        Assert.Equal(["busy", "stalling", "busy"], _rig.Asked);
    }

    [Fact]
    public async Task The_shortest_pause_is_waited_for_whichever_route_was_asked_last()
    {
        var run = _rig.RunAsync(_rig.Route("short", Busy(10), "fine"), _rig.Route("long", Busy(40)));

        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(10));
        _rig.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("fine", (await run).Text);
        Assert.Equal(["short", "long", "short"], _rig.Asked);
    }

    [Fact]
    public async Task A_rest_beyond_the_deadline_does_not_keep_a_call_from_its_own_backoff()
    {
        var resting = _rig.Route("resting", Busy(3600));
        await _rig.RunAsync(resting, _rig.Route("other", "fine"));
        _rig.Asked.Clear();

        var run = _rig.RunAsync(_rig.Route("failing", Rig.Failure(HttpStatusCode.BadGateway), "fine"), resting);

        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromMilliseconds(400));
        _rig.Clock.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal("fine", (await run).Text);
        Assert.Equal(["failing", "failing"], _rig.Asked);
    }

    [Fact]
    public async Task A_pause_that_fits_the_deadline_is_worth_more_than_giving_up_after_three_attempts()
    {
        var answers = Enumerable.Repeat<object>(Busy(5), 6).Append("fine").ToArray();
        var run = _rig.RunAsync(_rig.Route("alone", answers));
        for (var pause = 1; pause <= 6; pause++)
        {
            // The backoff grows beyond five seconds in the end.
            var set = await _rig.Clock.WhenTimerIsSet(
                due => due >= TimeSpan.FromSeconds(5) && due < TimeSpan.FromSeconds(60));
            _rig.Clock.Advance(set);
            await WhenAskedAsync(pause + 1);
        }

        Assert.Equal("fine", (await run).Text);
        Assert.Equal(7, _rig.Asked.Count);
    }

    [Fact]
    public async Task A_bound_that_the_caller_has_set_is_kept_all_the_same()
    {
        var rig = new Rig(options => options.Routing.MaxAttempts = 2);
        var run = rig.RunAsync(rig.Route("alone", Busy(5), Busy(5)));
        await rig.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(5));
        rig.Clock.Advance(TimeSpan.FromSeconds(5));

        var failure = await Assert.ThrowsAsync<InferenceException>(() => run);

        Assert.Equal(InferenceErrorKind.RateLimited, failure.Kind);
        Assert.Equal(2, failure.Attempts.Count);
    }

    [Fact]
    public async Task A_provider_that_says_zero_seconds_is_not_hammered()
    {
        var run = _rig.RunAsync(_rig.Route("alone", Busy(0), "fine"));

        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromMilliseconds(400));
        _rig.Clock.Advance(TimeSpan.FromMilliseconds(400));

        Assert.Equal("fine", (await run).Text);
    }

    [Fact]
    public async Task A_limit_without_a_pause_gets_one_quick_try_and_then_its_rest()
    {
        var run = _rig.RunAsync(
            _rig.Route(
                "alone", Rig.Failure(HttpStatusCode.TooManyRequests), Rig.Failure(HttpStatusCode.TooManyRequests),
                "fine"));

        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromMilliseconds(400));
        _rig.Clock.Advance(TimeSpan.FromMilliseconds(400));
        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(5));
        _rig.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("fine", (await run).Text);
    }

    /// <summary>
    /// BerriAI/litellm#3646: a hundred callers were refused in one moment, and came back in one millisecond, twice.
    /// </summary>
    [Fact]
    public async Task A_hundred_callers_that_are_refused_together_come_back_apart_and_are_served_within_their_deadline()
    {
        const int Callers = 100;
        const int PerSecond = 10;
        var random = new Random(1);
        var rig = new Rig(options =>
        {
            options.Timeouts.Call = TimeSpan.FromSeconds(60);
            options.Chance = () =>
            {
                lock (random)
                {
                    return random.NextDouble();
                }
            };
        });
        var start = rig.Clock.GetTimestamp();
        var route = rig.Route("limited");
        var passed = new Dictionary<long, int>();
        var asked = new Dictionary<long, int>();
        var runs = Enumerable.Range(0, Callers).Select(_ => RunAsync()).ToArray();
        for (var elapsed = TimeSpan.Zero; elapsed < TimeSpan.FromSeconds(60)
            && !Array.TrueForAll(runs, run => run.IsCompleted); elapsed += TimeSpan.FromMilliseconds(5))
        {
            await WhenAllWaitAsync();
            rig.Clock.Advance(TimeSpan.FromMilliseconds(5));
        }

        var served = 0;
        foreach (var run in runs)
        {
            served += await run ? 1 : 0;
        }

        Assert.True(served >= 90, $"{served} of {Callers} were served");
        lock (asked)
        {
            Assert.InRange(asked.Where(step => step.Key > 0).Max(step => step.Value), 1, 15);
        }

        async Task<bool> RunAsync()
        {
            using var call = rig.Call();
            try
            {
                await rig.Loop.RunAsync(Rig.Plan(route), call, 0, (_, _) => new ValueTask<Answer>(AnswerAsync()));
                return true;
            }
            catch (InferenceException)
            {
                return false;
            }
        }

        Task<Answer> AnswerAsync()
        {
            lock (asked)
            {
                var now = rig.Clock.GetElapsedTime(start).Ticks;
                asked[now / TimeSpan.TicksPerMillisecond / 5] = asked.GetValueOrDefault(
                    now / TimeSpan.TicksPerMillisecond / 5) + 1;
                var second = now / TimeSpan.TicksPerSecond;
                passed[second] = passed.GetValueOrDefault(second) + 1;
                return passed[second] <= PerSecond
                    ? Task.FromResult(new Answer("fine"))
                    : Task.FromException<Answer>(Busy(2));
            }
        }

        // A call that waits has two timers: that of its deadline, and that of its pause.
        async Task WhenAllWaitAsync()
        {
            while (rig.Clock.Timers != runs.Count(run => !run.IsCompleted) * 2)
            {
                await Task.Yield();
            }
        }
    }

    private static InferenceException Busy(int seconds) =>
        Rig.Failure(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(seconds));

    private async Task WhenAskedAsync(int times)
    {
        while (_rig.Asked.Count < times)
        {
            await Task.Yield();
        }
    }
}
