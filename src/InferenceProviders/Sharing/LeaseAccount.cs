using InferenceProviders.Spending;

namespace InferenceProviders.Sharing;

/// <summary>
/// The leases of one limit. What all have spent or may spend is counted up; a process's own part is known by its name.
/// After a loss (the account is gone, or an older one has come back), those who live say what they have and what they
/// knew of the others; until each has had the time to, nothing new is granted. It is not thread-safe.
/// </summary>
/// <remarks>The same rules are in the script of InferenceProviders.Redis; one set of tests holds for both.</remarks>
internal sealed class LeaseAccount(string epoch)
{
    private readonly Dictionary<string, Part> _parts = [];
    private readonly HashSet<string> _earlierEpochs = [];
    private long _spent;
    private long _claimed;

    // What of it is by the word of those who remember it, after a loss.
    private long _rememberedSpent;
    private long _rememberedClaimed;
    private SlidingSum? _window;
    private long _version;
    private DateTimeOffset _recoversUntil;

    /// <summary>When the account may be forgotten.</summary>
    public DateTimeOffset Until { get; private set; }

    public SharedLease Change(SharedLeaseRequest request, DateTimeOffset now)
    {
        Until = now + request.Lifetime;
        var part = _parts.GetValueOrDefault(request.Holder) ?? (_parts[request.Holder] = new Part());
        Forget(request, now);
        EndRecovery(request, now);
        var hasLost = HasLost(part, request, now);
        Expire(request, now);
        Revive(part, hasLost);
        if (hasLost)
        {
            Restore(request);
        }
        else
        {
            AddSpent(request.Spent - part.Spent);
            _claimed += Math.Max(request.InHand - part.Claimed, 0);
        }

        part.Spent = request.Spent;
        part.Claimed = hasLost ? request.InHand : Math.Max(part.Claimed, request.InHand);
        part.Epoch = epoch;

        var free = request.Limit - (_claimed - part.Claimed);
        var most = now < _recoversUntil ? part.Claimed : free;
        var granted = Math.Max(Math.Min(request.Wanted, most), Math.Max(request.InHand, request.Spent));
        _claimed += granted - part.Claimed;
        part.Claimed = granted;
        part.Until = now + request.LeaseTime;
        _version++;
        return new SharedLease
        {
            Granted = granted,
            Reported = request.Spent,
            Spent = _spent,
            Claimed = _claimed,
            Epoch = epoch,
            Version = _version,
            IsRecovering = now < _recoversUntil,
        };
    }

    private void AddSpent(long amount)
    {
        _spent += amount;
        _window?.Add(amount);
    }

    /// <summary>What is too old to count.</summary>
    private void Forget(SharedLeaseRequest request, DateTimeOffset now)
    {
        if (request.Window is not { } window)
        {
            return;
        }

        _window ??= new SlidingSum(window);
        var before = _window.Total;
        _window.MoveTo(now.UtcTicks);
        _spent -= before - _window.Total;
        _claimed -= before - _window.Total;
    }

    /// <summary>
    /// All who live have said what they have. What others had leased by their word is like the lease of one that died.
    /// </summary>
    private void EndRecovery(SharedLeaseRequest request, DateTimeOffset now)
    {
        if (_recoversUntil == default || now < _recoversUntil)
        {
            return;
        }

        _recoversUntil = default;
        var nobodys = _claimed - _spent - _parts.Values.Sum(part => part.Claimed - part.Spent);
        if (nobodys > 0 && request.ReturnsLost)
        {
            _claimed -= nobodys;
        }
        else if (nobodys > 0)
        {
            AddSpent(nobodys);
        }
    }

    /// <summary>Whether the process knows something that is not known here, and has not said so yet.</summary>
    private bool HasLost(Part part, SharedLeaseRequest request, DateTimeOffset now)
    {
        if (request.Last is not { } last || part.Epoch == epoch && (last.Epoch != epoch || last.Version <= _version))
        {
            return false;
        }

        if (last.Epoch == epoch || !_earlierEpochs.Contains(last.Epoch))
        {
            // The first to notice. All others will, too: by the name of the state that they knew.
            (_rememberedSpent, _rememberedClaimed) = last.Epoch == epoch ? (_spent, _claimed) : (0, 0);
            _earlierEpochs.Add(last.Epoch);
            _earlierEpochs.Add(epoch);
            epoch = Guid.NewGuid().ToString("N");
            _version = Math.Max(_version, last.Version);
            _recoversUntil = now + request.LeaseTime;
        }

        return true;
    }

    /// <summary>
    /// What all had spent and claimed is the most that anyone remembers; to it comes what each has spent since then.
    /// </summary>
    private void Restore(SharedLeaseRequest request)
    {
        var last = request.Last!;
        AddSpent(Math.Max(last.Spent - _rememberedSpent, 0) + request.Spent - last.Reported);
        _claimed += Math.Max(last.Claimed - _rememberedClaimed, 0) + request.InHand - last.Granted;
        _rememberedSpent = Math.Max(_rememberedSpent, last.Spent);
        _rememberedClaimed = Math.Max(_rememberedClaimed, last.Claimed);
    }

    private void Expire(SharedLeaseRequest request, DateTimeOffset now)
    {
        foreach (var (holder, part) in _parts)
        {
            if (holder == request.Holder || part.Until > now || part.Claimed == part.Spent)
            {
                continue;
            }

            if (request.ReturnsLost)
            {
                _claimed -= part.Claimed - part.Spent;
                part.Claimed = part.Spent;
            }
            else
            {
                (part.Lost, part.LostAt) = (part.Claimed - part.Spent, now);
                AddSpent(part.Lost);
                part.Spent = part.Claimed;
            }
        }
    }

    /// <summary>
    /// One that was taken for dead is not: what it has not spent is a lease again. Of a sliding limit, what counted as
    /// spent leaves where it was counted, so that no later time has too little.
    /// </summary>
    private void Revive(Part part, bool hasLost)
    {
        if (!hasLost && part.Lost > 0)
        {
            var counted = _window is null ? part.Lost : _window.TakeBack(part.LostAt.UtcTicks, part.Lost);
            _spent -= counted;
            _claimed += part.Lost - counted;
            part.Spent -= part.Lost;
        }

        part.Lost = 0;
    }

    private sealed class Part
    {
        public long Spent { get; set; }

        public long Claimed { get; set; }

        /// <summary>What of it counts as spent because the process gave no sign of life.</summary>
        public long Lost { get; set; }

        public DateTimeOffset LostAt { get; set; }

        /// <summary>The state of the account in which the process spoke last.</summary>
        public string? Epoch { get; set; }

        public DateTimeOffset Until { get; set; }
    }
}
