namespace InferenceProviders.Tests.Field;

/// <summary>
/// A clock on which a pause of up to a quarter of a minute is over as soon as it begins, and which then stands that
/// much later; longer limits end when the pauses before them have added up to them.
/// </summary>
internal sealed class HurriedTime : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly List<Alarm> _limits = [];
    private long _ticks = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    private void Set(Alarm alarm, TimeSpan due)
    {
        if (due < TimeSpan.Zero)
        {
            return;
        }

        lock (_gate)
        {
            alarm.Due = _ticks + due.Ticks;
            if (due > LongestPause)
            {
                _limits.Add(alarm);
                return;
            }
        }

        // Later: who sets a timer does not expect it to fire before he has it.
        ThreadPool.QueueUserWorkItem(
            static state =>
            {
                List<Alarm> over;
                lock (state.Clock._gate)
                {
                    state.Clock._ticks = Math.Max(state.Clock._ticks, state.Alarm.Due);
                    over = [.. state.Clock._limits.Where(limit => limit.Due <= state.Clock._ticks)];
                    state.Clock._limits.RemoveAll(over.Contains);
                }

                over.ForEach(limit => limit.Ring());
                state.Alarm.Ring();
            },
            (Clock: this, Alarm: alarm),
            preferLocal: false);
    }

    private sealed class Alarm(HurriedTime clock, TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _disposed;

        public long Due { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime);
            return true;
        }

        public void Ring()
        {
            if (!_disposed)
            {
                callback(state);
            }
        }

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
