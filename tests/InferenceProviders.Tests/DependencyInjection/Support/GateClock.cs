namespace InferenceProviders.Tests.DependencyInjection.Support;

/// <summary>A clock whose timers fire at once: the first few, and the others when a test opens the gate.</summary>
internal sealed class GateClock(int passes) : TimeProvider
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _timers;

    public void Open() => _gate.SetResult();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan || Interlocked.Increment(ref _timers) <= passes)
        {
            return base.CreateTimer(
                callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
        }

        var timer = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        _ = _gate.Task.ContinueWith(_ => timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan), TaskScheduler.Default);
        return timer;
    }
}
