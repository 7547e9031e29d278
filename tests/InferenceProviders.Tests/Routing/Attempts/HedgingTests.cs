using System.Net;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Routing.Attempts;

public class HedgingTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(3);

    private readonly Rig _rig = new();
    private readonly Race _race = new();

    [Fact]
    public async Task A_silent_attempt_is_joined_by_the_next_and_the_first_content_wins()
    {
        using var call = Hedged();
        var run = RunAsync(call, "slow", "quick");
        await _race.Started("slow");
        await _rig.Clock.WhenTimerIsSet(Delay);
        Assert.Equal(["slow"], _race.Order);

        _rig.Clock.Advance(Delay);
        await _race.Started("quick");
        _race.Answer("quick");

        Assert.Equal("quick", (await run).Text);
        Assert.True(_race.WasCancelled("slow"));
        Assert.Equal(
            [("slow", true), ("quick", false)],
            call.Log.Attempts.Select(attempt => (attempt.Provider, attempt.IsSuperseded))
            .OrderByDescending(attempt => attempt.IsSuperseded));
        Assert.All(call.Log.Attempts, attempt => Assert.Null(attempt.Error));
    }

    [Fact]
    public async Task The_first_may_still_win_after_the_second_has_started()
    {
        using var call = Hedged();
        var run = RunAsync(call, "slow", "slower");
        await _rig.Clock.WhenTimerIsSet(Delay);
        _rig.Clock.Advance(Delay);
        await _race.Started("slower");

        _race.Answer("slow");

        Assert.Equal("slow", (await run).Text);
        Assert.True(_race.WasCancelled("slower"));
        Assert.False(_race.WasCancelled("slow"));
    }

    [Fact]
    public async Task An_attempt_that_answers_in_time_stays_alone()
    {
        using var call = Hedged();
        var run = RunAsync(call, "quick", "spare");
        await _race.Started("quick");
        _race.Answer("quick");

        Assert.Equal("quick", (await run).Text);
        _rig.Clock.Advance(Delay * 3);
        Assert.Equal(["quick"], _race.Order);
    }

    [Fact]
    public async Task A_failure_does_not_wait_for_the_delay()
    {
        using var call = Hedged();
        var run = RunAsync(call, "broken", "next");
        await _race.Started("broken");
        _race.Fail("broken", Rig.Failure(HttpStatusCode.BadGateway));
        await _race.Started("next");
        _race.Answer("next");

        Assert.Equal("next", (await run).Text);
        Assert.Equal(
            [InferenceErrorKind.ProviderUnavailable, null], call.Log.Attempts.Select(attempt => attempt.Error));
    }

    [Fact]
    public async Task A_refusal_of_the_request_ends_all_attempts()
    {
        using var call = Hedged();
        var run = RunAsync(call, "first", "second");
        await _rig.Clock.WhenTimerIsSet(Delay);
        _rig.Clock.Advance(Delay);
        await _race.Started("second");
        _race.Fail("second", Rig.Failure(HttpStatusCode.BadRequest));

        Assert.Equal(InferenceErrorKind.InvalidRequest, (await Assert.ThrowsAsync<InferenceException>(() => run)).Kind);
        Assert.True(_race.WasCancelled("first"));
    }

    [Fact]
    public async Task When_all_fail_the_error_tells_of_all()
    {
        using var call = Hedged();
        var run = RunAsync(call, "a", "b");
        await _race.Started("a");
        _race.Fail("a", new InferenceException(InferenceErrorKind.Protocol, "no answer"));
        await _race.Started("b");
        _race.Fail("b", new InferenceException(InferenceErrorKind.Protocol, "no answer"));

        var failure = await Assert.ThrowsAsync<InferenceException>(() => run);
        Assert.Equal(["a", "b"], failure.Attempts.Select(attempt => attempt.Provider));
        Assert.NotNull(failure.RoutingReport);
    }

    [Fact]
    public async Task By_default_the_delay_is_what_95_of_100_streams_stayed_under()
    {
        using var call = _rig.Call(new RequestNeeds { Routing = new() { Hedge = true } });
        var first = _rig.Route("first");
        for (var i = 1; i <= 8; i++)
        {
            first.Health!.ObserveFirstToken(TimeSpan.FromSeconds(i));
        }

        var run = _rig.Loop.RunAsync(
            Rig.Plan(first, _rig.Route("second")), call, _race, static (race, attempt) =>
                race.AttemptAsync(attempt)).AsTask();
        await _rig.Clock.WhenTimerIsSet(TimeSpan.FromSeconds(8));
        _rig.Clock.Advance(TimeSpan.FromSeconds(8));
        await _race.Started("second");
        _race.Answer("second");

        Assert.Equal("second", (await run).Text);
    }

    [Fact]
    public async Task With_too_few_streams_known_there_is_no_hedging()
    {
        using var call = _rig.Call(new RequestNeeds { Routing = new() { Hedge = true } });
        var first = _rig.Route("first");
        first.Health!.ObserveFirstToken(TimeSpan.FromSeconds(1));
        var run = _rig.Loop.RunAsync(
            Rig.Plan(first, _rig.Route("second")), call, _race, static (race, attempt) =>
                race.AttemptAsync(attempt)).AsTask();
        await _race.Started("first");

        _rig.Clock.Advance(TimeSpan.FromMinutes(1));
        _race.Answer("first");

        Assert.Equal("first", (await run).Text);
        Assert.Equal(["first"], _race.Order);
    }

    [Fact]
    public async Task It_is_off_unless_asked_for()
    {
        using var call = _rig.Call(new RequestNeeds { Routing = new() { HedgeDelay = Delay } });
        var run = RunAsync(call, "first", "spare");
        await _race.Started("first");
        _rig.Clock.Advance(Delay * 3);
        _race.Answer("first");

        Assert.Equal("first", (await run).Text);
        Assert.Equal(["first"], _race.Order);
    }

    [Fact]
    public async Task Cancellation_ends_all_attempts_as_cancellation()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = _rig.Call(
            new RequestNeeds { Routing = new() { Hedge = true, HedgeDelay = Delay } }, cancellation.Token);
        var run = RunAsync(call, "first", "second");
        await _rig.Clock.WhenTimerIsSet(Delay);
        _rig.Clock.Advance(Delay);
        await _race.Started("second");

        await cancellation.CancelAsync();

        Assert.Equal(
            cancellation.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run)).CancellationToken);
        Assert.True(_race.WasCancelled("first") && _race.WasCancelled("second"));
        Assert.DoesNotContain(call.Log.Attempts, attempt => attempt.IsSuperseded);
    }

    [Fact]
    public async Task Additional_attempts_come_out_of_the_shared_budget()
    {
        while (_rig.Loop.Budget.TryWithdraw())
        {
        }

        // Half a second refills half an attempt.
        var half = TimeSpan.FromSeconds(0.5);
        using var call = _rig.Call(new RequestNeeds { Routing = new() { Hedge = true, HedgeDelay = half } });
        var run = RunAsync(call, "first", "spare");
        await _rig.Clock.WhenTimerIsSet(half);
        _rig.Clock.Advance(half);
        _race.Answer("first");

        Assert.Equal("first", (await run).Text);
        Assert.Equal(["first"], _race.Order);
    }

    private Call Hedged() => _rig.Call(new RequestNeeds { Routing = new() { Hedge = true, HedgeDelay = Delay } });

    private Task<Answer> RunAsync(Call call, params string[] names) =>
        _rig.Loop.RunAsync(
            Rig.Plan([.. names.Select(name => _rig.Route(name))]), call, _race, static (race, attempt) =>
                race.AttemptAsync(attempt)).AsTask();

    /// <summary>Attempts that a test answers when it wants to.</summary>
    private sealed class Race
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, TaskCompletionSource<Answer>> _answers = [];
        private readonly Dictionary<string, TaskCompletionSource> _started = [];
        private readonly Dictionary<string, CancellationToken> _tokens = [];

        public List<string> Order { get; } = [];

        public Task Started(string name) => Signal(name).Task.WaitAsync(TimeSpan.FromSeconds(30));

        public void Answer(string name) => Source(name).SetResult(new Answer(name));

        public void Fail(string name, InferenceException failure) => Source(name).SetException(failure);

        public bool WasCancelled(string name) => _tokens[name].IsCancellationRequested;

        public async ValueTask<Answer> AttemptAsync(Attempt attempt)
        {
            var name = attempt.Route.Name;
            lock (_gate)
            {
                Order.Add(name);
                _tokens[name] = attempt.Token;
            }

            Signal(name).TrySetResult();
            return await Source(name).Task.WaitAsync(attempt.Token);
        }

        private TaskCompletionSource<Answer> Source(string name)
        {
            lock (_gate)
            {
                return _answers.TryGetValue(name, out var source)
                    ? source
                    : _answers[name] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        private TaskCompletionSource Signal(string name)
        {
            lock (_gate)
            {
                return _started.TryGetValue(name, out var source)
                    ? source
                    : _started[name] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
