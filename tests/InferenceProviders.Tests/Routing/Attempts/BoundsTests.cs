using System.Net;
using InferenceProviders.Catalog;
using InferenceProviders.Errors;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Routing.Attempts;

public class BoundsTests
{
    [Theory]
    [InlineData(null, 3)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 5)]
    public async Task A_call_makes_no_more_attempts_than_it_may(int? limit, int expected)
    {
        var rig = new Rig(options => options.Routing.MaxAttempts = limit);
        var routes = Enumerable.Range(0, 8).Select(i => rig.Route($"p{i}", Rig.Failure(HttpStatusCode.BadGateway)))
            .ToArray();

        var failure = await Assert.ThrowsAsync<InferenceException>(() => rig.RunAsync(routes));

        Assert.Equal(expected, rig.Asked.Count);
        Assert.Equal(expected, failure.Attempts.Count);
        Assert.All(failure.Attempts, attempt => Assert.Equal(InferenceErrorKind.ProviderUnavailable, attempt.Error));
    }

    [Fact]
    public async Task A_call_may_have_its_own_bound()
    {
        var rig = new Rig();
        using var call = rig.Call(new RequestNeeds { Routing = new() { MaxAttempts = 1 } });

        await Assert.ThrowsAsync<InferenceException>(
            () =>
                rig.RunAsync(
                    Rig.Plan(rig.Route("a", Rig.Failure(HttpStatusCode.BadGateway)), rig.Route("b", "fine")), call));

        Assert.Equal(["a"], rig.Asked);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(-1)]
    public void A_bound_that_makes_no_sense_is_refused(int limit)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(
            () => new InferenceRouter(new() { UseEnvironment = false, Routing = new() { MaxAttempts = limit } }));

        Assert.Equal("MaxAttempts", refused.ParamName);
    }

    [Fact]
    public async Task An_outage_that_lasts_does_not_multiply_traffic()
    {
        var rig = new Rig();
        const int Calls = 2000;
        for (var i = 0; i < Calls; i++)
        {
            await Assert.ThrowsAsync<InferenceException>(() => rig.RunAsync(
                rig.Route("a", Rig.Failure(HttpStatusCode.BadGateway)),
                rig.Route("b", Rig.Failure(HttpStatusCode.BadGateway)),
                rig.Route("c", Rig.Failure(HttpStatusCode.BadGateway))));
        }

        // Without a budget these would be 6,000: with it, the calls, a fifth on top, and the reserve.
        Assert.InRange(rig.Asked.Count, Calls + 1, Calls + (Calls / 5) + RetryBudget.Capacity);
    }

    [Fact]
    public async Task The_budget_recovers_when_calls_succeed_and_time_passes()
    {
        var rig = new Rig();
        while (rig.Loop.Budget.TryWithdraw())
        {
        }

        await Assert.ThrowsAsync<InferenceException>(
            () => rig.RunAsync(rig.Route("a", Rig.Failure(HttpStatusCode.BadGateway)), rig.Route("b", "fine")));
        rig.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(
            "fine",
            (await rig.RunAsync(rig.Route("a", Rig.Failure(HttpStatusCode.BadGateway)), rig.Route("b", "fine"))).Text);
    }

    [Fact]
    public async Task Every_attempt_is_reported_with_its_reason_and_the_last_one_succeeded()
    {
        var rig = new Rig();
        using var call = rig.Call();
        await rig.RunAsync(
            Rig.Plan(
                rig.Route("a", Rig.Failure(HttpStatusCode.BadGateway)),
                rig.Route("b", Rig.Unreachable(FailureStage.Connect)), rig.Route("c", "fine")), call);

        Assert.Collection(
            call.Log.Attempts,
            attempt =>
                Assert.Equal(
                    ("a", InferenceErrorKind.ProviderUnavailable, HttpStatusCode.BadGateway),
                    (attempt.Provider, attempt.Error, attempt.StatusCode)),
            attempt =>
                Assert.Equal(
                    ("b", InferenceErrorKind.ProviderUnavailable, "unreachable"),
                    (attempt.Provider, attempt.Error, attempt.Reason)),
            attempt => Assert.Equal(("c", null), (attempt.Provider, attempt.Error)));
    }

    [Fact]
    public async Task Backoff_of_a_lone_route_grows_and_stays_within_its_limit()
    {
        var rig = new Rig(options => options.Routing.MaxAttempts = 10);
        var failures = Enumerable.Range(0, 9).Select(_ => (object)Rig.Failure(HttpStatusCode.BadGateway)).Append("fine")
            .ToArray();
        var run = rig.RunAsync(rig.Route("alone", failures));
        var waits = new List<TimeSpan>();
        while (true)
        {
            var wait = rig.Clock.WhenTimerIsSet(due => due < rig.Settings.Timeouts.Call);
            if (await Task.WhenAny(run, wait) == run)
            {
                break;
            }

            waits.Add(await wait);
            rig.Clock.Advance(waits[^1]);
        }

        Assert.Equal("fine", (await run).Text);
        Assert.Equal(9, waits.Count);
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(8)));
        Assert.True(waits[5..].Max() > waits[0], string.Join(", ", waits));
        var jittered = waits.Where(wait => wait < TimeSpan.FromSeconds(8)).ToList();
        Assert.Equal(jittered.Count, jittered.Distinct().Count());
    }
}
