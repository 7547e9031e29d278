namespace InferenceProviders.Tests.Routing.Support;

/// <summary>A clock that stands still until a test moves it. Its timers fire then, in their order, on the test's thread.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(Func<TimeSpan, bool> Match, TaskCompletionSource<TimeSpan> Set)> _waiting = [];
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + _elapsed;

    /// <summary>Ends when a timer with this due time has been set, before or after. How a test knows that the code under test waits.</summary>
    public Task WhenTimerIsSet(TimeSpan due) => WhenTimerIsSet(set => set == due);

    public Task<TimeSpan> WhenTimerIsSet(Func<TimeSpan, bool> match)
    {
        lock (_gate)
        {
            if (_timers.Find(timer => match(timer.Asked)) is { } timer)
            {
                return Task.FromResult(timer.Asked);
            }

            var set = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((match, set));
            return set.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>How many timers run.</summary>
    public int Timers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    public void Advance(TimeSpan time)
    {
        var end = _elapsed + time;
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(timer => timer.At <= end).MinBy(timer => timer.At);
                if (next is null)
                {
                    _elapsed = end;
                    return;
                }

                _elapsed = next.At;
                _timers.Remove(next);
            }

            next.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan At { get; private set; }

        public TimeSpan Asked { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    (Asked, At) = (dueTime, clock._elapsed + dueTime);
                    clock._timers.Add(this);
                    foreach (var (match, set) in clock._waiting)
                    {
                        if (match(dueTime))
                        {
                            set.TrySetResult(dueTime);
                        }
                    }
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
