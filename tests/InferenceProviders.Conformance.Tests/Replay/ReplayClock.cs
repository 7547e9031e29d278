namespace InferenceProviders.Conformance.Replay;

/// <summary>
/// The clock of a replay. It stands still, but for the pauses between requests: a <see cref="Task.Delay(TimeSpan)"/> of
/// a minute or less that begins after the first answer, while no request is under way, is such a pause (a poll
/// interval, a back-off), and time jumps to its end at once. Limits pass only with the time that the pauses add up to:
/// one that is set before a request must not race with it.
/// </summary>
internal sealed class ReplayClock : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private TimeSpan _elapsed;
    private int _underWay;
    private bool _begun;
    private bool _stopped;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return DateTimeOffset.UnixEpoch + _elapsed;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Marks that a request is under way, until the result is disposed.</summary>
    public IDisposable BeginRequest()
    {
        lock (_gate)
        {
            _underWay++;
        }

        return new Request(this);
    }

    /// <summary>
    /// From here on no pause ends: the caller has given up, and what is still to be sent must not run into its limit
    /// first.
    /// </summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
        }
    }

    /// <summary>Lets time pass, and calls the timers that are due.</summary>
    public void Advance(TimeSpan time)
    {
        List<Timer> due;
        lock (_gate)
        {
            _elapsed += time;
            due = [.. _timers.Where(timer => timer.Due <= _elapsed).OrderBy(timer => timer.Due)];
            _timers.RemoveAll(due.Contains);
        }

        due.ForEach(timer => timer.Fire());
    }

    private sealed class Request(ReplayClock clock) : IDisposable
    {
        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._underWay--;
                clock._begun = true;
            }
        }
    }

    private sealed class Timer(ReplayClock clock, TimerCallback callback, object? state) : ITimer
    {
        // The framework's own type, which has no public name: limits come from a CancellationTokenSource or WaitAsync.
        private readonly bool _isDelay = state?.GetType().Name.StartsWith("Delay", StringComparison.Ordinal) is true;

        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool pause;
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                Due = clock._elapsed + dueTime;
                clock._timers.Add(this);
                pause = _isDelay && clock._begun && !clock._stopped && clock._underWay == 0
                    && dueTime <= LongestPause;
            }

            if (pause)
            {
                // Later: who sets a timer does not expect it to fire before he has it.
                ThreadPool.QueueUserWorkItem(
                    static work => work.Clock.Advance(work.Time), (Clock: clock, Time: dueTime), preferLocal: false);
            }

            return true;
        }

        public void Fire() => callback(state);

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
            return ValueTask.CompletedTask;
        }
    }
}
