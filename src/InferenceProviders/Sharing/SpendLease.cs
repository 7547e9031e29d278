using InferenceProviders.Spending;

namespace InferenceProviders.Sharing;

/// <summary>
/// What this process holds of a limit that processes share, and what it asks the store for. It is no more than the
/// numbers, and is used in the account's gate.
/// </summary>
internal sealed class SpendLease(SharingOptions options, string name, string holder, TimeProvider clock)
{
    private static readonly TimeSpan ForGood = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Afterwards = TimeSpan.FromDays(1);

    /// <summary>A first call says little of what follows.</summary>
    private const int FirstCalls = 4;

    /// <summary>Of what is left, nobody leases more than one part ahead of need: others want some, too.</summary>
    private const int ShareOfLeft = 8;

    private readonly SpendPace _pace = new(clock);
    private string _key = "";
    private long _spent;
    private long _claim;
    private long _peak;
    private long _low;
    private long _askedAt;
    private bool _isAnswered = true;
    private SharedLease? _last;

    /// <summary>What this process has spent in the period.</summary>
    public long Spent => _spent;

    /// <summary>The store's last answer; null before the first one.</summary>
    public SharedLease? Last => _last;

    /// <summary>What all have spent, as far as is known here; null where nothing is.</summary>
    public long? SpentByAll => _last is { } last ? last.Spent + _spent - last.Reported : null;

    /// <summary>What others have leased and not spent.</summary>
    public long HeldByOthers =>
        _last is { } last ? Math.Max(0, last.Claimed - last.Granted - (last.Spent - last.Reported)) : 0;

    /// <summary>Whether the store was asked in this period.</summary>
    public bool HasBegun => _key.Length > 0;

    /// <summary>Whether the last lease was less than what was wanted.</summary>
    public bool IsShort { get; private set; }

    /// <summary>
    /// Whether the store knows what was spent here, and it is known here what the store has granted: it may have done
    /// what it was asked although its answer was lost.
    /// </summary>
    public bool IsReported => (_last?.Reported ?? 0) == _spent && _isAnswered;

    /// <summary>Whether nothing is leased that is not spent.</summary>
    public bool IsUsedUp => _claim == _spent;

    /// <summary>How long ago the store was asked.</summary>
    public TimeSpan Age => clock.GetElapsedTime(_askedAt);

    /// <summary>What of the lease is left for new attempts.</summary>
    public long Left(long reserved) => _claim - _spent - reserved;

    /// <summary>The same, before an attempt is made; and whether it is time to lease more.</summary>
    public long Left(long reserved, out bool isLow)
    {
        _peak = Math.Max(_peak, reserved);
        var left = Left(reserved);
        isLow = left < _low;
        return left;
    }

    /// <summary>So much more was spent.</summary>
    public void Spend(long nanos) => _spent = checked(_spent + nanos);

    /// <summary>Takes note of how fast is spent.</summary>
    public void NotePace() => _pace.Note(_spent);

    /// <summary>Whether more is leased than is needed.</summary>
    public bool IsTooMuch(SpendNeed need) => _claim > Wanted(need);

    /// <summary>What is reported and asked for now.</summary>
    public SharedLeaseRequest Request(SpendNeed need, SpendPeriod? period, CalendarSpan? span)
    {
        _key = span is { } its ? $"{name}|{period}|{its.Start.ToUnixTimeSeconds()}" : $"{name}|{period}";
        _askedAt = clock.GetTimestamp();
        _isAnswered = false;
        _pace.Note(_spent);
        var wanted = Wanted(need);

        // What is given back is not spent meanwhile.
        _claim = Math.Min(_claim, Math.Max(wanted, _spent + need.Reserved));
        return new SharedLeaseRequest
        {
            Account = _key,
            Holder = holder,
            Limit = need.Limit,
            Window = period?.Window,
            Spent = _spent,
            InHand = Math.Max(_claim, _spent),
            Wanted = wanted,
            LeaseTime = options.LeaseTime,
            Lifetime = span is { } day ? day.End - clock.GetUtcNow() + Afterwards
                : period?.Window is { } window ? (window * 2) + Afterwards
                : ForGood,
            ReturnsLost = options.ReturnLostLeases,
            Last = _last,
        };
    }

    /// <summary>Takes the store's answer, unless it is about a period that is over.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool TryTake(SharedLease lease, SharedLeaseRequest request, long reserved)
    {
        if (request.Account != _key)
        {
            return false;
        }

        _last = lease;
        _isAnswered = true;
        _claim = lease.Granted;
        IsShort = lease.Granted < request.Wanted;
        _low = Math.Max(0, Left(reserved) / 2);
        _peak = reserved;
        return true;
    }

    /// <summary>
    /// A period has begun. What is held in the one that is over stays claimed there, and counts there.
    /// </summary>
    public void Restart()
    {
        (_key, _spent, _claim, _low, _last, IsShort, _isAnswered) = ("", 0, 0, 0, null, false, true);
        _pace.Restart();
    }

    /// <summary>Up to which amount this process would like to spend.</summary>
    private long Wanted(SpendNeed need)
    {
        var needed = _spent + need.Reserved + need.Waiting;
        if (need.IsEnding)
        {
            return needed;
        }

        double ahead = _last is null ? need.Waiting * FirstCalls
            : (_pace.PerSecond * options.LeaseAhead.TotalSeconds) + Math.Max(0, _peak - need.Reserved);
        if (_last is { } last)
        {
            var others = last.Claimed - last.Granted;
            ahead = Math.Min(ahead, Math.Max(0, need.Limit - others - needed) / ShareOfLeft);
        }
        else
        {
            ahead = Math.Min(ahead, need.Limit / ShareOfLeft);
        }

        return needed + (long)ahead;
    }
}
