namespace InferenceProviders.Spending;

/// <summary>
/// What of a limit is spent and reserved, in nano-dollars, in the period of the moment. Here it is in this process; an
/// account that processes share keeps here what it has leased, and gets more with <see cref="ObtainAsync"/>.
/// </summary>
/// <remarks>
/// A call holds money on several accounts: on all or on none (<see cref="SpendLevels"/>). Their gates are entered in
/// the order of their numbers, so that no two calls wait for each other, and nothing is awaited in them.
/// </remarks>
internal class SpendAccount(SpendPeriod? period, TimeProvider? clock)
{
    private static long _numbers;

    private readonly SlidingSum? _sliding = period?.Window is { } window ? new SlidingSum(window) : null;
    private TimeProvider? _clock = clock;
    private long _spent;
    private CalendarSpan _span;
    private long _ends = long.MinValue;
    private double _alerted;
    private long _alertedUntil;

    /// <summary>Held while what is spent and reserved is read or changed.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The place of its gate in the order of all gates.</summary>
    public long Number { get; } = Interlocked.Increment(ref _numbers);

    public SpendPeriod? Period => period;

    /// <summary>What is reserved for attempts under way. In the gate.</summary>
    public long Reserved { get; private set; }

    /// <summary>What was spent in the period. In the gate, after <see cref="Enter"/>.</summary>
    public virtual long Spent => _sliding?.Total ?? _spent;

    /// <summary>What is reserved, by other processes, too. In the gate.</summary>
    public virtual long Outstanding => Reserved;

    /// <summary>The day or the month; null for an account without. In the gate, after <see cref="Enter"/>.</summary>
    public CalendarSpan? Span => period is null || _sliding is not null ? null : _span;

    /// <summary>What of it was spent by this process. In the gate.</summary>
    protected virtual long SpentHere => Spent;

    protected TimeProvider Clock => _clock ?? TimeProvider.System;

    /// <summary>The clock of the first router that asks, unless the limit has its own.</summary>
    public void UseClock(TimeProvider routers)
    {
        if (_clock is not null)
        {
            return;
        }

        lock (Gate)
        {
            if (_clock is null)
            {
                // Whoever has looked at the limit before did so by the system's clock.
                _clock = routers;
                _ends = long.MinValue;
            }
        }
    }

    /// <summary>Enters the gate, and the period of the moment.</summary>
    public void Enter()
    {
        Gate.Enter();
        if (period is null)
        {
            return;
        }

        var now = Clock.GetUtcNow();
        if (_sliding is not null)
        {
            _sliding.MoveTo(now.UtcTicks);
            if (now.UtcTicks >= _alertedUntil)
            {
                _alerted = 0;
            }
        }
        else if (now.UtcTicks >= _ends)
        {
            _span = period.At(now);
            _ends = _span.End.UtcTicks;
            _spent = 0;
            Reserved = 0;
            _alerted = 0;
            BeginPeriod();
        }
    }

    /// <summary>A day or a month has begun. In the gate.</summary>
    protected virtual void BeginPeriod()
    {
    }

    public void Exit() => Gate.Exit();

    /// <summary>What is left of a limit, for a new attempt. In the gate.</summary>
    public virtual long Left(long limit) => limit - Spent - Reserved;

    /// <summary>Reserves. In the gate.</summary>
    /// <returns>The period's mark, for <see cref="Settle"/>.</returns>
    public long Hold(long nanos)
    {
        Reserved += nanos;
        return _sliding is null ? _ends : 0;
    }

    /// <summary>
    /// Puts what it cost in place of what was reserved. What was reserved in a day or a month that is over belongs
    /// there.
    /// </summary>
    /// <returns>Whether it belongs to the period of the moment.</returns>
    public virtual bool Settle(long reserved, long spent, long mark)
    {
        if (_sliding is not null)
        {
            Reserved -= reserved;
            _sliding.Add(spent);
            return true;
        }

        if (mark != _ends)
        {
            return false;
        }

        Reserved -= reserved;
        _spent = checked(_spent + spent);
        return true;
    }

    /// <summary>
    /// The shares of a limit that are reached and were not reported in this period; they are from now on. In the gate.
    /// </summary>
    public ReadOnlySpan<double> TakeAlerts(double[] shares, long limit)
    {
        var reached = limit > 0 ? (double)Spent / limit : Spent > 0 ? double.PositiveInfinity : 0;
        var (from, to) = (0, 0);
        for (var i = 0; i < shares.Length; i++)
        {
            from += shares[i] <= _alerted ? 1 : 0;
            to += shares[i] <= reached ? 1 : 0;
        }

        if (to <= from)
        {
            return [];
        }

        _alerted = shares[to - 1];
        if (_sliding is not null)
        {
            _alertedUntil = (Clock.GetUtcNow() + period!.Window!.Value).UtcTicks;
        }

        return shares.AsSpan(from, to - from);
    }

    /// <summary>
    /// How long until so much more is left than now; null when that is not known, because it depends on calls under
    /// way, or when it never will be. In the gate.
    /// </summary>
    public TimeSpan? TimeUntilLeft(long missing)
    {
        var now = Clock.GetUtcNow();
        return _sliding is not null
            ? _sliding.TimeWhenLeft(missing) is { } ticks ? TimeSpan.FromTicks(Math.Max(0, ticks - now.UtcTicks)) : null
            : period is null ? null
            : _span.End - now;
    }

    /// <summary>
    /// Gets more of a limit that processes share, where what is in hand is too little for an attempt.
    /// </summary>
    /// <returns>Whether there is more now, so that it is worth another try.</returns>
    public virtual ValueTask<bool> ObtainAsync(SpendLimit limit, long nanos, CancellationToken cancellationToken) =>
        new(false);

    /// <summary>
    /// What was spent here, by the ticks from which on it counts; what is reserved is taken for spent. In the gate.
    /// </summary>
    public IReadOnlyList<KeyValuePair<long, long>> Parts() =>
        _sliding is null ? [new(Span?.Start.UtcTicks ?? 0, SpentHere + Reserved)]
            : [.. _sliding.Parts(), new(Clock.GetUtcNow().UtcTicks, Reserved)];

    /// <summary>Counts what was spent before, where it is of the period of the moment. In the gate.</summary>
    public void Restore(IEnumerable<KeyValuePair<long, long>> parts)
    {
        foreach (var (ticks, amount) in parts)
        {
            if (_sliding is not null)
            {
                _sliding.AddAt(ticks, amount);
            }
            else if (ticks == (Span?.Start.UtcTicks ?? 0))
            {
                Settle(0, amount, Hold(0));
            }
        }
    }

    /// <summary>An account of another period, in which what counts here counts as spent.</summary>
    public SpendAccount Continue(SpendPeriod? other, TimeProvider? itsClock)
    {
        var account = new SpendAccount(other, itsClock ?? _clock);
        Enter();
        var spent = SpentHere + Reserved;
        Exit();
        if (spent > 0)
        {
            account.Enter();
            account.Settle(0, spent, account.Hold(0));
            account.Exit();
        }

        return account;
    }
}
