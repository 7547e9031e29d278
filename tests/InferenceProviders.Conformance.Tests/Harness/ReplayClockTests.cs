using InferenceProviders.Conformance.Replay;

namespace InferenceProviders.Conformance.Harness;

public sealed class ReplayClockTests
{
    [Fact]
    public async Task A_pause_between_two_requests_takes_no_real_time_and_counts_as_time()
    {
        var clock = new ReplayClock();
        clock.BeginRequest().Dispose();

        await Task.Delay(TimeSpan.FromSeconds(30), clock);

        Assert.Equal(TimeSpan.FromSeconds(30), clock.GetElapsedTime(0));
    }

    [Fact]
    public async Task A_limit_ends_when_the_pauses_have_used_it_up()
    {
        var clock = new ReplayClock();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(50), clock);
        clock.BeginRequest().Dispose();

        await Task.Delay(TimeSpan.FromSeconds(30), clock);
        Assert.False(limit.IsCancellationRequested);
        await Task.Delay(TimeSpan.FromSeconds(30), clock);

        Assert.True(limit.IsCancellationRequested);
    }

    [Fact]
    public async Task A_limit_that_is_set_between_two_requests_is_no_pause()
    {
        var clock = new ReplayClock();
        clock.BeginRequest().Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), clock);
        var wait = new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromSeconds(5), clock);

        await Task.Delay(TimeSpan.FromSeconds(4), clock);
        Assert.False(limit.IsCancellationRequested);
        Assert.False(wait.IsCompleted);
        await Task.Delay(TimeSpan.FromSeconds(4), clock);

        Assert.True(limit.IsCancellationRequested);
        await Assert.ThrowsAsync<TimeoutException>(() => wait);
    }

    [Fact]
    public void While_a_request_is_under_way_time_stands_still()
    {
        var clock = new ReplayClock();
        clock.BeginRequest().Dispose();
        using (clock.BeginRequest())
        {
            Assert.False(Task.Delay(TimeSpan.FromSeconds(1), clock).IsCompleted);
        }

        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(0));
    }
}
