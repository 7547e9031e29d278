using InferenceProviders.Diagnostics;
using InferenceProviders.Primitives;
using InferenceProviders.Spending;

namespace InferenceProviders.Sharing;

/// <summary>
/// This process's part of a limit that processes share: it leases some of it ahead of need, so that most calls only
/// look here, and reports what they cost afterwards. Amounts count from the beginning of the period, or for good.
/// </summary>
internal sealed class SharedSpendAccount(
    SharedLimits limits, string name, string holder, SpendPeriod? period, TimeProvider clock)
    : SpendAccount(period, clock), IThreadPoolWorkItem
{
    private static readonly TimeSpan ForGood = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Afterwards = TimeSpan.FromDays(1);

    /// <summary>Between requests that no call waits for, where there is less than wanted.</summary>
    private static readonly TimeSpan BetweenWishes = TimeSpan.FromMilliseconds(50);

    /// <summary>Between requests for the sake of those who only look.</summary>
    private static readonly TimeSpan BetweenViews = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(500);

    /// <summary>A first call says little of what follows.</summary>
    private const int FirstCalls = 4;

    /// <summary>Of what is left, nobody leases more than one part ahead of need: others want some, too.</summary>
    private const int ShareOfLeft = 8;

    private readonly SharedState _state = limits.State;
    private readonly SpendPace _pace = new(clock);
    private string _key = "";
    private long _limit;
    private long _ownSpent;
    private long _claim;
    private long _waiting;
    private long _peak;
    private long _low;
    private long _askedAt;
    private long _downUntil;
    private int _begun;
    private bool _isShort;
    private bool _isQueued;
    private volatile bool _isEnding;
    private SharedLease? _last;
    private Task? _exchange;

    /// <summary>What all have spent, as far as is known here.</summary>
    public override long Spent => _last is { } last ? last.Spent + _ownSpent - last.Reported : base.Spent;

    /// <summary>What is reserved here, and what others have leased.</summary>
    public override long Outstanding
    {
        get
        {
            if (IsFree && Clock.GetElapsedTime(_askedAt) > BetweenViews)
            {
                // Somebody watches. What others spend is known a moment later.
                Begin();
            }

            return Reserved + (_last is { } last
                ? Math.Max(0, last.Claimed - last.Granted - (last.Spent - last.Reported)) : 0);
        }
    }

    /// <summary>Whether there is nothing to report and nothing to give back.</summary>
    public bool IsAtRest
    {
        get
        {
            Enter();
            try
            {
                return _exchange is null && Reserved == 0 && _claim == _ownSpent
                    && (_last?.Reported ?? 0) == _ownSpent;
            }
            finally
            {
                Exit();
            }
        }
    }

    protected override long SpentHere => _ownSpent;

    private SharingOptions Options => _state.Options;

    /// <summary>Whether the store can be asked now, and is not being asked. In the gate.</summary>
    private bool IsFree => _exchange is null && !_isQueued && _state.IsConnected;

    private bool IsDown => !_state.IsConnected || Clock.GetTimestamp() < _downUntil;

    public override long Left(long limit)
    {
        _limit = limit;
        _peak = Math.Max(_peak, Reserved);
        var left = _claim - _ownSpent - Reserved;
        if (left < _low && MayAsk())
        {
            Begin();
        }

        return Options.WhenStoreIsDown == StoreDownBehavior.Allow && IsDown ? long.MaxValue : left;
    }

    public override bool Settle(long reserved, long spent, long mark)
    {
        var counts = base.Settle(reserved, spent, mark);
        if (counts)
        {
            _ownSpent = checked(_ownSpent + spent);
            limits.Activate(this);
        }

        return counts;
    }

    public override async ValueTask<bool> ObtainAsync(
        SpendLimit limit, long nanos, CancellationToken cancellationToken)
    {
        var began = Clock.GetTimestamp();
        if (nanos > limit.Nanos)
        {
            return false;
        }

        limits.Activate(this);
        Interlocked.Add(ref _waiting, nanos);
        try
        {
            while (true)
            {
                var time = Options.MaxWait - Clock.GetElapsedTime(began);
                if (!_state.IsConnected)
                {
                    // A process that has just started may only be about to be connected.
                    if (_state.FirstConnection.IsCompleted || time <= TimeSpan.Zero
                        || !await EndsAsync(_state.FirstConnection, time, cancellationToken).ConfigureAwait(false))
                    {
                        return IsAllowed(limit, "it cannot be reached");
                    }

                    continue;
                }

                var (exchange, number) = Exchange(limit.Nanos);
                if (time <= TimeSpan.Zero)
                {
                    // Others were always faster.
                    return false;
                }

                if (!await EndsAsync(exchange, time, cancellationToken).ConfigureAwait(false))
                {
                    BeDown();
                    return IsAllowed(limit, $"it did not answer within {Options.MaxWait.TotalMilliseconds:0} ms");
                }

                if (HasMore(nanos, number, out var isKnown, out var isRecovering))
                {
                    return true;
                }

                if (IsDown)
                {
                    return IsAllowed(limit, "it cannot be reached");
                }

                if (isRecovering)
                {
                    return IsAllowed(limit, "it has lost what was spent, and is being restored");
                }

                if (isKnown)
                {
                    return false;
                }
            }
        }
        finally
        {
            Interlocked.Add(ref _waiting, -nanos);
        }
    }

    /// <summary>Reports, keeps the lease, and gives back what is not needed any more. Once a second.</summary>
    public void Look()
    {
        Enter();
        try
        {
            _pace.Note(_ownSpent);
            var isNew = (_last?.Reported ?? 0) != _ownSpent;
            var isLong = Clock.GetElapsedTime(_askedAt) >= Options.LeaseTime / 3;
            var isTooMuch = _claim > Wanted();
            if (IsFree && _key.Length > 0 && (isNew || isLong || isTooMuch))
            {
                Begin();
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Gives back all that is not spent: the process ends.</summary>
    public async Task GiveBackAsync()
    {
        if (IsAtRest)
        {
            return;
        }

        _isEnding = true;
        int number;
        do
        {
            (var exchange, number) = Exchange(_limit);
            await exchange.ConfigureAwait(false);
        }
        while (Volatile.Read(ref _begun) == number);
    }

    void IThreadPoolWorkItem.Execute() => Exchange(_limit);

    protected override void BeginPeriod()
    {
        // What is held in the period that is over stays claimed there, and counts there.
        (_key, _ownSpent, _claim, _low, _last, _isShort) = ("", 0, 0, 0, null, false);
        _pace.Restart();
    }

    private static async Task<bool> EndsAsync(Task exchange, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await exchange.WaitAsync(time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>The exchange that is under way, or a new one; with the number of it.</summary>
    private (Task Exchange, int Number) Exchange(long limit)
    {
        Enter();
        try
        {
            _limit = limit;
            var exchange = _exchange ??= Task.Run(AskAsync);
            return (exchange, _begun);
        }
        finally
        {
            Exit();
        }
    }

    /// <param name="nanos">What is needed.</param>
    /// <param name="number">How many exchanges had begun when the need was known.</param>
    /// <param name="isKnown">Whether one that began since then has brought less than was wanted.</param>
    /// <param name="isRecovering">Whether that is because the store has lost something.</param>
    private bool HasMore(long nanos, int number, out bool isKnown, out bool isRecovering)
    {
        Enter();
        try
        {
            isKnown = _begun > number && _isShort;
            isRecovering = isKnown && _last is { IsRecovering: true };
            return _claim - _ownSpent - Reserved >= nanos;
        }
        finally
        {
            Exit();
        }
    }

    private bool IsAllowed(SpendLimit limit, string why) =>
        Options.WhenStoreIsDown == StoreDownBehavior.Allow ? true : throw StoreRefusal.Of(limit, name, why);

    private bool MayAsk() =>
        IsFree && _key.Length > 0 && (!_isShort || Clock.GetElapsedTime(_askedAt) > BetweenWishes);

    /// <summary>Begins an exchange that nobody waits for. In the gate, where nothing else is done.</summary>
    private void Begin()
    {
        _isQueued = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>For a moment nobody counts on the store.</summary>
    private void BeDown() =>
        Volatile.Write(ref _downUntil, Clock.GetTimestamp() + Ticks.Of(AfterFailure, Clock));

    /// <summary>Up to which amount this process would like to spend. In the gate.</summary>
    private long Wanted()
    {
        var needed = _ownSpent + Reserved + Interlocked.Read(ref _waiting);
        if (_isEnding)
        {
            return needed;
        }

        double ahead = _last is null ? Interlocked.Read(ref _waiting) * FirstCalls
            : (_pace.PerSecond * Options.LeaseAhead.TotalSeconds) + Math.Max(0, _peak - Reserved);
        if (_last is { } last)
        {
            var others = last.Claimed - last.Granted;
            ahead = Math.Min(ahead, Math.Max(0, _limit - others - needed) / ShareOfLeft);
        }
        else
        {
            ahead = Math.Min(ahead, _limit / ShareOfLeft);
        }

        return needed + (long)ahead;
    }

    private async Task AskAsync()
    {
        SharedLeaseRequest request;
        Enter();
        try
        {
            request = Request();
        }
        finally
        {
            Exit();
        }

        SharedLease? lease = null;
        try
        {
            lease = await _state.LeaseAsync(request).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            BeDown();
            Log.StoreFailed(_state.Logger, "lease", exception.Message);
        }

        Enter();
        try
        {
            _exchange = null;
            if (lease is not null && request.Account == _key)
            {
                Take(lease, request);
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>What is reported and asked for now. In the gate.</summary>
    private SharedLeaseRequest Request()
    {
        _begun++;
        _isQueued = false;
        _key = Span is { } span ? $"{name}|{Period}|{span.Start.ToUnixTimeSeconds()}" : $"{name}|{Period}";
        _askedAt = Clock.GetTimestamp();
        _pace.Note(_ownSpent);
        var wanted = Wanted();

        // What is given back is not spent meanwhile.
        _claim = Math.Min(_claim, Math.Max(wanted, _ownSpent + Reserved));
        return new SharedLeaseRequest
        {
            Account = _key,
            Holder = holder,
            Limit = _limit,
            Window = Period?.Window,
            Spent = _ownSpent,
            InHand = Math.Max(_claim, _ownSpent),
            Wanted = wanted,
            LeaseTime = Options.LeaseTime,
            Lifetime = Span is { } its ? its.End - Clock.GetUtcNow() + Afterwards
                : Period?.Window is { } window ? (window * 2) + Afterwards
                : ForGood,
            ReturnsLost = Options.ReturnLostLeases,
            Last = _last,
        };
    }

    private void Take(SharedLease lease, SharedLeaseRequest request)
    {
        if (lease.IsRecovering && _last is { IsRecovering: false })
        {
            Log.StoreRecovers(_state.Logger, name);
        }

        _last = lease;
        _claim = lease.Granted;
        _isShort = lease.Granted < request.Wanted;
        _low = Math.Max(0, (_claim - _ownSpent - Reserved) / 2);
        _peak = Reserved;
        _downUntil = 0;
    }
}
