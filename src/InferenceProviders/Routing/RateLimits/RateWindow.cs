using System.Runtime.InteropServices;
using InferenceProviders.Primitives;

namespace InferenceProviders.Routing.RateLimits;

/// <summary>
/// What was taken of a limit in the last minute, and what is promised for the time to come: a call that has to wait is
/// given its moment at once. The limiters of System.Threading.RateLimiting go by the machine's own clock, do not tell
/// how long a wait will be, and cannot be told afterwards what a call really took. Not thread-safe.
/// </summary>
internal sealed class RateWindow(long limit, TimeProvider clock)
{
    /// <summary>
    /// A minute, and what requests may lose on their way: those that leave sixty seconds apart may arrive a little
    /// closer.
    /// </summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(60.5);

    /// <summary>What is taken within this time counts as taken together, at the end of it.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(0.1);

    private readonly long _length = Ticks.Of(Length, clock);
    private readonly long _together = Ticks.Of(Together, clock);
    private readonly List<Entry> _taken = [];
    private int _start;
    private long _sum;

    /// <summary>The limit.</summary>
    public long Limit => limit;

    /// <summary>The same among the processes that share it; null where none do.</summary>
    public SharedWindow? Shared { get; set; }

    /// <summary>All that this process has taken since the beginning.</summary>
    public long Taken { get; private set; }

    private ReadOnlySpan<Entry> Entries => CollectionsMarshal.AsSpan(_taken)[_start..];

    /// <summary>What can be taken at a moment.</summary>
    public long LeftAt(long now)
    {
        Trim(now);
        var left = limit;
        foreach (var entry in Entries)
        {
            left -= entry.At <= now ? entry.Amount : 0;
        }

        return Math.Max(0, left);
    }

    /// <summary>The first timestamp, from a given one on, at which an amount fits.</summary>
    public long FreeAt(long from, long amount)
    {
        var room = limit - Math.Min(amount, limit);
        if (_sum <= room)
        {
            return from;
        }

        var at = from;
        foreach (var entry in Entries)
        {
            if (Fits(at, room))
            {
                return at;
            }

            at = Math.Max(at, entry.At + _length);
        }

        return at;
    }

    /// <summary>Takes an amount at a moment that <see cref="FreeAt"/> gave.</summary>
    /// <param name="at">The moment.</param>
    /// <param name="amount">How much.</param>
    /// <param name="isPromise">Whether others may be promised the same, so that it is looked at again then.</param>
    public void Take(long at, long amount, bool isPromise = false)
    {
        var taken = Math.Min(amount, limit);
        _sum += taken;
        Taken += taken;
        var entries = CollectionsMarshal.AsSpan(_taken);
        var last = entries.Length - 1;
        while (last >= _start && entries[last].First > at)
        {
            last--;
        }

        if (last >= _start && entries[last].Owner is null && entries[last].IsPromise == isPromise
            && at - entries[last].First < (isPromise ? 1 : _together))
        {
            entries[last] = entries[last] with
            {
                At = Math.Max(at, entries[last].At),
                Amount = entries[last].Amount + taken,
            };
        }
        else
        {
            _taken.Insert(last + 1, new(at, at, taken) { IsPromise = isPromise });
        }
    }

    /// <summary>Puts another amount in place of one that was taken.</summary>
    public void Correct(long at, long from, long to, bool isPromise = false)
    {
        var entries = CollectionsMarshal.AsSpan(_taken);
        for (var i = entries.Length - 1; i >= _start; i--)
        {
            if (entries[i].Owner is null && entries[i].IsPromise == isPromise && entries[i].First <= at
                && at <= entries[i].At)
            {
                var change = Math.Max(Math.Min(to, limit) - Math.Min(from, limit), -entries[i].Amount);
                entries[i] = entries[i] with { Amount = entries[i].Amount + change };
                _sum += change;
                Taken += change;
                return;
            }
        }
    }

    /// <summary>
    /// Whether every minute that a moment is part of has room: the one that ends with it, and those that end with what
    /// is promised for later.
    /// </summary>
    private bool Fits(long at, long room)
    {
        var entries = Entries;
        var (from, sum) = (0, 0L);
        for (var to = 0; to < entries.Length; to++)
        {
            if (entries[to].At >= at + _length)
            {
                break;
            }

            sum += entries[to].Amount;
            var end = Math.Max(at, entries[to].At);
            while (from <= to && entries[from].At + _length <= end)
            {
                sum -= entries[from++].Amount;
            }

            if (sum > room)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Forgets what counts no longer.</summary>
    public void Trim(long now)
    {
        var entries = CollectionsMarshal.AsSpan(_taken);
        while (_start < entries.Length && entries[_start].At + _length <= now)
        {
            _sum -= entries[_start++].Amount;
        }

        if (_start > 64 && _start > entries.Length / 2)
        {
            _taken.RemoveRange(0, _start);
            _start = 0;
        }
    }

    /// <summary>What this process has taken, for the others.</summary>
    public RateWord Own(long now)
    {
        Trim(now);
        var own = new List<RateTake>();
        foreach (var entry in Entries)
        {
            if (entry.Owner is null && entry.Amount > 0)
            {
                own.Add(new(entry.At, entry.Amount, entry.IsPromise));
            }
        }

        return new([.. own]);
    }

    /// <summary>Another process has taken this, and nothing else.</summary>
    public void Hear(string owner, ReadOnlySpan<RateTake> taken)
    {
        _taken.RemoveRange(0, _start);
        _start = 0;
        _taken.RemoveAll(entry => entry.Owner == owner);
        foreach (var (at, amount, isPromise) in taken)
        {
            var index = _taken.Count;
            while (index > 0 && _taken[index - 1].First > at)
            {
                index--;
            }

            _taken.Insert(index, new(at, at, Math.Min(amount, limit)) { Owner = owner, IsPromise = isPromise });
        }

        _sum = 0;
        foreach (var entry in _taken)
        {
            _sum += entry.Amount;
        }
    }

    /// <summary>
    /// Whether what was taken for a moment fits into the minute that ends with it, now that it is there. Of processes
    /// that were promised about the same moment, the one whose name comes first has it: a word takes its time, so that
    /// they do not see alike who was earlier. It looks further ahead than the other looks back, lest neither gives way.
    /// </summary>
    public bool Keeps(long at, string holder)
    {
        var sum = 0L;
        foreach (var entry in Entries)
        {
            var isBefore = entry.Owner is null ? entry.First <= at
                : !entry.IsPromise || entry.At <= at - _together
                    || (entry.At < at + (3 * _together) && string.CompareOrdinal(entry.Owner, holder) < 0);
            sum += isBefore && entry.At > at - _length ? entry.Amount : 0;
        }

        return sum <= limit;
    }

    private readonly record struct Entry(long First, long At, long Amount)
    {
        /// <summary>Which process; null for this one.</summary>
        public string? Owner { get; init; }

        public bool IsPromise { get; init; }
    }
}
