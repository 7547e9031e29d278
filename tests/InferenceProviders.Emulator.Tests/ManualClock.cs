namespace InferenceProviders.Emulator.Tests;

/// <summary>A clock whose timers go off only when the test says so.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly TaskCompletionSource<Timer> _timer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first timer that someone set.</summary>
    public Task<Timer> FirstTimer => _timer.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state, dueTime);
        _timer.TrySetResult(timer);
        return timer;
    }

    internal sealed class Timer(TimerCallback callback, object? state, TimeSpan dueTime) : ITimer
    {
        public TimeSpan DueTime => dueTime;

        public void Fire() => callback(state);

        public bool Change(TimeSpan newDueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
