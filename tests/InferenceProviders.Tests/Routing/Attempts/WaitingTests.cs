using System.Net;
using InferenceProviders.Routing;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Routing.Attempts;

public class WaitingTests
{
    private readonly Rig _rig = new(options => options.Timeouts.Call = TimeSpan.FromSeconds(60));

    [Fact]
    public async Task A_lone_route_waits_as_long_as_the_provider_asks()
    {
        var run = _rig.RunAsync(
            _rig.Route(
                "alone", Rig.Failure(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(20)), "fine"));

        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(20));
        _rig.Clock.Advance(TimeSpan.FromSeconds(19.9));
        Assert.Equal(["alone"], _rig.Asked);
        _rig.Clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("fine", (await run).Text);
        Assert.Equal(["alone", "alone"], _rig.Asked);
    }

    [Fact]
    public async Task A_pause_that_ends_after_the_deadline_is_not_begun()
    {
        var failure = await Assert.ThrowsAsync<InferenceException>(
            () =>
                _rig.RunAsync(
                    _rig.Route(
                        "alone",
                        Rig.Failure(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(86_400)))));

        Assert.Equal(InferenceErrorKind.RateLimited, failure.Kind);
        Assert.Equal(TimeSpan.FromSeconds(86_400), failure.RetryAfter);
        Assert.Equal(["alone"], _rig.Asked);
    }

    [Fact]
    public async Task A_route_that_rests_is_passed_over_until_its_time_is_up()
    {
        var busy = _rig.Route(
            "busy", Rig.Failure(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(30)), "recovered");
        var broken = _rig.Route("broken", Rig.Failure(HttpStatusCode.InternalServerError));
        await _rig.RunAsync(busy, _rig.Route("other", "fine"));
        _rig.Asked.Clear();

        // The first fails, the second rests for 30 seconds, the third is free.
        Assert.Equal("fine", (await _rig.RunAsync(broken, busy, _rig.Route("free", "fine"))).Text);
        Assert.Equal(["broken", "free"], _rig.Asked);

        _rig.Clock.Advance(TimeSpan.FromSeconds(30));
        _rig.Asked.Clear();
        var brokenAgain = _rig.Route("worse", Rig.Failure(HttpStatusCode.InternalServerError));
        Assert.Equal("recovered", (await _rig.RunAsync(brokenAgain, busy)).Text);
    }

    [Fact]
    public async Task When_all_routes_rest_the_one_that_is_free_first_is_waited_for()
    {
        var run = _rig.RunAsync(
            _rig.Route("long", Rig.Failure(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(40))),
            _rig.Route(
                "short", Rig.Failure(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(10)), "fine"));

        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(10));
        _rig.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("fine", (await run).Text);
        Assert.Equal(["long", "short", "short"], _rig.Asked);
    }

    [Fact]
    public async Task A_model_that_is_loading_is_waited_for_when_there_is_no_other()
    {
        var run = _rig.RunAsync(
            _rig.Route(
                "cold", Rig.Failure(HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(12), isLoading: true),
                "fine"));

        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(12));
        _rig.Clock.Advance(TimeSpan.FromSeconds(12));

        Assert.Equal("fine", (await run).Text);
    }

    [Fact]
    public async Task An_estimate_beyond_the_deadline_is_waited_for_half_of_the_time_that_is_left()
    {
        var run = _rig.RunAsync(
            _rig.Route(
                "cold", Rig.Failure(HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(500), isLoading: true),
                "sooner than it said"));

        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(30));
        _rig.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("sooner than it said", (await run).Text);
    }

    [Fact]
    public async Task A_loading_model_is_left_at_once_when_there_is_another()
    {
        var cold = Rig.Failure(HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(12), isLoading: true);

        Assert.Equal("fine", (await _rig.RunAsync(_rig.Route("cold", cold), _rig.Route("warm", "fine"))).Text);
    }

    [Fact]
    public async Task Cancellation_ends_a_wait_as_cancellation()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = _rig.Call(cancellationToken: cancellation.Token);
        var run = _rig.RunAsync(
            Rig.Plan(
                _rig.Route("alone", Rig.Failure(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(20)))),
                call);
        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(20));

        await cancellation.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(cancellation.Token, cancelled.CancellationToken);
    }
}
