namespace InferenceProviders.FaultMatrix.Routing;

/// <summary>
/// A clock that stands still while anything goes on, and then goes to the moment at which the next timer is due: what
/// takes minutes can be tried in a second, and a busy machine is not a slow one.
/// </summary>
internal sealed class SteppedClock : TimeProvider
{
    /// <summary>How long nothing must have happened.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(30);

    private static readonly TimeSpan Together = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private readonly DateTimeOffset _started = TimeProvider.System.GetUtcNow();
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => _started + TimeSpan.FromTicks(GetTimestamp());

    /// <summary>Lets the time go on until a task has ended.</summary>
    /// <param name="task">The task.</param>
    /// <param name="activity">A number that changes when anything happens.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(Task task, Func<int> activity, CancellationToken cancellation)
    {
        var (seen, quiet) = (-1, 0);
        while (!task.IsCompleted)
        {
            var now = activity();
            quiet = now == seen ? quiet + 1 : 0;
            seen = now;
            if (quiet > 2)
            {
                quiet = 0;
                Step();
            }

            await Task.WhenAny(task, Task.Delay(Quiet, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }

        await task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Step()
    {
        List<Timer> due;
        lock (_gate)
        {
            if (_timers.Count == 0)
            {
                return;
            }

            // What is due within the same seconds is done together.
            var end = _timers.Min(timer => timer.Due) + Together.Ticks;
            due = _timers.FindAll(timer => timer.Due <= end);
            Interlocked.Exchange(ref _now, Math.Max(_now, due.Max(timer => timer.Due)));
            _timers.RemoveAll(due.Contains);
        }

        due.ForEach(timer => timer.Ring());
    }

    private sealed class Timer(SteppedClock clock, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime >= TimeSpan.Zero)
                {
                    Due = clock._now + dueTime.Ticks;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Ring() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
