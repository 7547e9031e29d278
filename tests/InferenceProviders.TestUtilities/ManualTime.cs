using Microsoft.Extensions.Time.Testing;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// A clock that stands still until the test moves it, and that tells when the code under test has set an alarm.
/// </summary>
internal sealed class ManualTime : FakeTimeProvider
{
    /// <summary>A test that waits for longer fails instead of holding up the run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HashSet<Alarm> _alarms = [];
    private readonly List<(Func<Alarm, bool> Match, TaskCompletionSource<TimeSpan> Set)> _waiters = [];

    public ManualTime()
        : base(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
    {
    }

    /// <summary>Ends when there is an alarm that will ring in exactly <paramref name="remaining"/>.</summary>
    public Task AlarmSetAsync(TimeSpan remaining) => WhenAsync(alarm => alarm.At - Now == remaining);

    /// <summary>Ends when there is an alarm that was set for <paramref name="due"/>, whatever is left of it.</summary>
    public Task WhenTimerIsSet(TimeSpan due) => WhenTimerIsSet(set => set == due);

    /// <summary>Ends when there is an alarm that was set for such a time; gives that time.</summary>
    public Task<TimeSpan> WhenTimerIsSet(Func<TimeSpan, bool> match) => WhenAsync(alarm => match(alarm.Asked));

    /// <summary>How many alarms will ring.</summary>
    public int Timers
    {
        get
        {
            lock (_lock)
            {
                return _alarms.Count;
            }
        }
    }

    /// <summary>
    /// Moves the clock, from one alarm that is due on the way to the next: each rings at its own time.
    /// </summary>
    public new void Advance(TimeSpan time)
    {
        for (var end = Now + time; Now < end;)
        {
            TimeSpan next;
            lock (_lock)
            {
                next = _alarms.Where(alarm => alarm.At > Now && alarm.At < end).Select(alarm => alarm.At)
                    .DefaultIfEmpty(end).Min();
            }

            base.Advance(next - Now);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this);
        alarm.Timer = base.CreateTimer(
            _ =>
            {
                alarm.Rings();
                callback(state);
            },
            null,
            dueTime,
            period);
        alarm.Set(dueTime, period);
        return alarm;
    }

    private TimeSpan Now => TimeSpan.FromTicks(GetTimestamp());

    private Task<TimeSpan> WhenAsync(Func<Alarm, bool> match)
    {
        lock (_lock)
        {
            if (_alarms.FirstOrDefault(match) is { } alarm)
            {
                return Task.FromResult(alarm.Asked);
            }

            var set = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((match, set));
            return set.Task.WaitAsync(Patience);
        }
    }

    private sealed class Alarm(ManualTime time) : ITimer
    {
        private TimeSpan _period;

        public ITimer? Timer { get; set; }

        public TimeSpan Asked { get; private set; }

        public TimeSpan At { get; private set; }

        public void Set(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._alarms.Remove(this);
                if (dueTime > TimeSpan.Zero)
                {
                    (Asked, At, _period) = (dueTime, time.Now + dueTime, period);
                    time._alarms.Add(this);
                    time._waiters.RemoveAll(waiter => waiter.Match(this) && waiter.Set.TrySetResult(dueTime));
                }
            }
        }

        public void Rings() => Set(_period, _period);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = Timer!.Change(dueTime, period);
            Set(dueTime, period);
            return changed;
        }

        public void Dispose()
        {
            Timer!.Dispose();
            Set(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
