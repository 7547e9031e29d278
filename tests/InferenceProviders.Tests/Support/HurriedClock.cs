namespace InferenceProviders.Tests.Support;

/// <summary>
/// A clock on which a pause of a few seconds is over as soon as it begins, and longer limits never end.
/// </summary>
internal sealed class HurriedClock : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(callback, state, dueTime);

    private sealed class Timer : ITimer
    {
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private volatile bool _disposed;

        public Timer(TimerCallback callback, object? state, TimeSpan dueTime)
        {
            _callback = callback;
            _state = state;
            Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime <= LongestPause)
            {
                // Later: who sets a timer does not expect it to fire before he has it.
                ThreadPool.QueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
            }

            return true;
        }

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            if (!_disposed)
            {
                _callback(_state);
            }
        }
    }
}
