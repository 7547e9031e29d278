using System.Net;
using InferenceProviders.Routing.Health;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// A router whose callers choose the models: thousands of routes are small, and what must not be forgotten is not.
/// </summary>
[Trait("Category", "Field")]
[Collection(MemoryMeasurements.Name)]
public class ManyRoutesTests
{
    private const int Many = 20_000;

    private readonly ManualTime _clock = new();

    [Fact]
    public void A_route_that_was_never_used_takes_less_than_600_bytes() =>
        Assert.InRange(BytesEach(5000, static _ => { }), 1, 600);

    [Fact]
    public void A_route_that_was_used_takes_less_than_1600_bytes() => Assert.InRange(
        BytesEach(2000, static health =>
        {
            for (var call = 0; call < SlidingWindow.Capacity; call++)
            {
                health.Succeeded();
                health.ObserveFirstToken(TimeSpan.FromSeconds(0.3));
                health.ObserveSpeed(80);
            }
        }),
        1,
        1600);

    /// <summary>The least of several measurements: tests that run at the same time can only make them larger.</summary>
    private long BytesEach(int count, Action<RouteHealth> use)
    {
        var keys = Keys(count);
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var board = new RouteHealthRegistry(_clock);
            var routes = new RouteHealth[count];
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var i = 0; i < count; i++)
            {
                routes[i] = board.For(keys[i]);
                use(routes[i]);
            }

            var grown = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
            least = grown > 0 ? Math.Min(least, grown) : least;
            GC.KeepAlive(routes);
            GC.KeepAlive(board);
        }

        return least;
    }

    [Fact]
    public void A_provider_that_has_asked_for_an_hour_is_left_alone_however_many_routes_are_used_after_it()
    {
        var board = new RouteHealthRegistry(_clock);
        var resting = Keys(1)[0];
        var ofUser = new RouteKey("together", "org/model", InferenceTask.Conversational, AuthMode.Routed);
        board.For(resting).Failed(Rig.Failure(HttpStatusCode.TooManyRequests, TimeSpan.FromHours(1)));
        board.For(ofUser, "hf_user").Failed(Rig.Failure(HttpStatusCode.TooManyRequests, TimeSpan.FromHours(1)));

        foreach (var key in Keys(Many))
        {
            board.For(key).Succeeded();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(RouteState.Resting, board.For(resting).StateAt(_clock.GetTimestamp()));
        Assert.Equal(RouteState.Resting, board.For(ofUser, "hf_user").StateAt(_clock.GetTimestamp()));
        Assert.Equal(RouteState.Healthy, board.For(ofUser).StateAt(_clock.GetTimestamp()));
        Assert.InRange(board.All.Count(), RouteHealthRegistry.MaxKept / 2, RouteHealthRegistry.MaxKept);
    }

    [Fact]
    public void Those_that_were_not_used_for_the_longest_time_go_first_and_those_that_nothing_is_known_of_before_them()
    {
        var board = new RouteHealthRegistry(_clock);
        var keys = Keys(Many);
        var old = keys[..1000];
        foreach (var key in old)
        {
            board.For(key).Succeeded();
        }

        _clock.Advance(SlidingWindow.MaxAge + TimeSpan.FromMinutes(1));
        foreach (var key in keys[1000..(RouteHealthRegistry.MaxKept + 10)])
        {
            board.For(key).Succeeded();
        }

        var kept = board.All.Select(health => health.Key).ToHashSet();
        Assert.DoesNotContain(old, kept.Contains);
        Assert.Contains(keys[RouteHealthRegistry.MaxKept + 9], kept);
    }

    [Fact]
    public void A_route_that_was_let_go_and_is_used_again_is_known_again()
    {
        var board = new RouteHealthRegistry(_clock);
        var held = board.For(Keys(1)[0]);
        held.Succeeded();
        _clock.Advance(TimeSpan.FromMinutes(11));
        foreach (var key in Keys(Many)[1..])
        {
            board.For(key).Succeeded();
        }

        Assert.DoesNotContain(held, board.All);
        held.Failed(Rig.Failure(HttpStatusCode.BadGateway));

        Assert.Contains(held, board.All);
        Assert.Same(held, board.For(held.Key));
    }

    private static RouteKey[] Keys(int count) =>
        [.. Enumerable.Range(0, count).Select(
            i => new RouteKey("groq", $"org/model-{i}", InferenceTask.Conversational, AuthMode.Routed))];
}
