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
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60.5);

    /// <summary>What is taken within this time counts as taken together, at the end of it.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(0.1);

    private readonly long _length = Ticks.Of(Length, clock);
    private readonly long _together = Ticks.Of(Together, clock);
    private readonly List<Entry> _taken = [];
    private int _start;
    private long _sum;

    /// <summary>The limit.</summary>
    public long Limit => limit;

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
    public void Take(long at, long amount)
    {
        var taken = Math.Min(amount, limit);
        _sum += taken;
        var entries = CollectionsMarshal.AsSpan(_taken);
        var last = entries.Length - 1;
        while (last >= _start && entries[last].First > at)
        {
            last--;
        }

        if (last >= _start && at - entries[last].First < _together)
        {
            entries[last] = new(entries[last].First, Math.Max(at, entries[last].At), entries[last].Amount + taken);
        }
        else
        {
            _taken.Insert(last + 1, new(at, at, taken));
        }
    }

    /// <summary>Puts another amount in place of one that was taken.</summary>
    public void Correct(long at, long from, long to)
    {
        var entries = CollectionsMarshal.AsSpan(_taken);
        for (var i = entries.Length - 1; i >= _start; i--)
        {
            if (entries[i].First <= at && at <= entries[i].At)
            {
                var change = Math.Max(Math.Min(to, limit) - Math.Min(from, limit), -entries[i].Amount);
                entries[i] = entries[i] with { Amount = entries[i].Amount + change };
                _sum += change;
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

    private readonly record struct Entry(long First, long At, long Amount);
}
