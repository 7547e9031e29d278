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
    /// <summary>Between requests that no call waits for, where there is less than wanted.</summary>
    private static readonly TimeSpan BetweenWishes = TimeSpan.FromMilliseconds(50);

    /// <summary>Between requests for the sake of those who only look.</summary>
    private static readonly TimeSpan BetweenViews = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(500);

    private readonly SharedState _state = limits.State;
    private readonly SpendLease _lease = new(limits.State.Options, name, holder, clock);
    private long _limit;
    private long _waiting;
    private long _downUntil;
    private int _begun;
    private bool _isQueued;
    private volatile bool _isEnding;
    private Task? _exchange;

    /// <summary>What all have spent, as far as is known here.</summary>
    public override long Spent => _lease.SpentByAll ?? base.Spent;

    /// <summary>What is reserved here, and what others have leased.</summary>
    public override long Outstanding
    {
        get
        {
            if (IsFree && _lease.Age > BetweenViews)
            {
                // Somebody watches. What others spend is known a moment later.
                Begin();
            }

            return Reserved + _lease.HeldByOthers;
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
                return !IsAsking && Reserved == 0 && _lease is { IsUsedUp: true, IsReported: true };
            }
            finally
            {
                Exit();
            }
        }
    }

    /// <summary>Whether the store is being asked, or is about to be. In the gate.</summary>
    public bool IsAsking => _exchange is not null || _isQueued;

    protected override long SpentHere => _lease.Spent;

    private SharingOptions Options => _state.Options;

    /// <summary>Whether the store can be asked now, and is not being asked. In the gate.</summary>
    private bool IsFree => !IsAsking && _state.IsConnected;

    /// <summary>In the gate.</summary>
    private SpendNeed Need => new(_limit, Reserved, Interlocked.Read(ref _waiting), _isEnding);

    private bool IsDown => !_state.IsConnected || Clock.GetTimestamp() < _downUntil;

    public override long Left(long limit)
    {
        _limit = limit;
        var left = _lease.Left(Reserved, out var isLow);
        if (isLow && MayAsk())
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
            _lease.Spend(spent);
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
            _lease.NotePace();
            var isLong = _lease.Age >= Options.LeaseTime / 3;
            if (IsFree && _lease.HasBegun && (!_lease.IsReported || isLong || _lease.IsTooMuch(Need)))
            {
                Begin();
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Tells a store that was away what is known here.</summary>
    public void Remind()
    {
        Enter();
        try
        {
            if (IsFree && _lease.HasBegun)
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

    protected override void BeginPeriod() => _lease.Restart();

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
            isKnown = _begun > number && _lease.IsShort;
            isRecovering = isKnown && _lease.Last is { IsRecovering: true };
            return _lease.Left(Reserved) >= nanos;
        }
        finally
        {
            Exit();
        }
    }

    private bool IsAllowed(SpendLimit limit, string why) =>
        Options.WhenStoreIsDown == StoreDownBehavior.Allow ? true : throw StoreRefusal.Of(limit, name, why);

    private bool MayAsk() =>
        IsFree && _lease.HasBegun && (!_lease.IsShort || _lease.Age > BetweenWishes);

    /// <summary>Begins an exchange that nobody waits for. In the gate, where nothing else is done.</summary>
    private void Begin()
    {
        _isQueued = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>For a moment nobody counts on the store.</summary>
    private void BeDown() =>
        Volatile.Write(ref _downUntil, Clock.GetTimestamp() + Ticks.Of(AfterFailure, Clock));

    private async Task AskAsync()
    {
        SharedLeaseRequest request;
        Enter();
        try
        {
            _begun++;
            _isQueued = false;
            request = _lease.Request(Need, Period, Span);
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
            var wasRecovering = _lease.Last?.IsRecovering;
            if (lease is not null && _lease.TryTake(lease, request, Reserved))
            {
                _downUntil = 0;
                if (lease.IsRecovering && wasRecovering == false)
                {
                    Log.StoreRecovers(_state.Logger, name);
                }
            }
        }
        finally
        {
            Exit();
        }
    }
}
