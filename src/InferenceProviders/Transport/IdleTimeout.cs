namespace InferenceProviders.Transport;

/// <summary>
/// Cancels an operation that makes no progress. It is armed while we wait for the other side and disarmed while the
/// consumer works, so that a slow consumer is not mistaken for a stalled provider.
/// <para>
/// A stream waits for every token, and setting a timer takes a lock that all timers share. So one that was set a moment
/// ago is left to ring too early: it then finds out how much is left, and is set to that.
/// </para>
/// </summary>
internal sealed class IdleTimeout : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _registration;

    // Without a timer or a wait handle of its own it needs no disposal, and may be canceled at any time.
    private readonly CancellationTokenSource _source = new();

    private TimeSpan _limit;
    private long _armed;
    private long _set;
    private bool _isArmed;
    private bool _isSet;

    public IdleTimeout(TimeSpan limit, TimeProvider clock, CancellationToken outer)
    {
        _clock = clock;
        _timer = clock.CreateTimer(
            static state => ((IdleTimeout)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = outer.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
        Arm(limit);
    }

    public CancellationToken Token => _source.Token;

    public void Arm(TimeSpan limit)
    {
        lock (_lock)
        {
            _isArmed = limit != Timeout.InfiniteTimeSpan;
            _armed = _clock.GetTimestamp();
            if (_isArmed && !(_isSet && limit == _limit && _clock.GetElapsedTime(_set, _armed) < Moment))
            {
                Set(limit, _armed);
            }

            _limit = limit;
        }
    }

    public void Disarm()
    {
        lock (_lock)
        {
            _isArmed = false;
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
    }

    private void Ring()
    {
        lock (_lock)
        {
            _isSet = false;
            if (!_isArmed)
            {
                return;
            }

            var now = _clock.GetTimestamp();
            var left = _limit - _clock.GetElapsedTime(_armed, now);
            if (left > TimeSpan.Zero)
            {
                Set(left, now);
                return;
            }
        }

        _source.Cancel();
    }

    private void Set(TimeSpan time, long now)
    {
        _isSet = true;
        _set = now;
        _timer.Change(time, Timeout.InfiniteTimeSpan);
    }
}
