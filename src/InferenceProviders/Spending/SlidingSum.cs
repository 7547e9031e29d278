namespace InferenceProviders.Spending;

/// <summary>
/// The sum of what was added in the time that has just passed, in slices of it. A slice leaves when all of it is older
/// than the window, so that the sum is never too small. Not thread-safe.
/// </summary>
internal sealed class SlidingSum(TimeSpan window)
{
    private const int Slices = 60;

    private readonly long _length = (window.Ticks + Slices - 1) / Slices;

    // The window begins and ends within a slice: that is one more than it has.
    private readonly long[] _sums = new long[Slices + 1];
    private long _newest = long.MinValue;

    public long Total { get; private set; }

    /// <summary>Lets go of what is too old. A clock that is put back stands still until it is where it was.</summary>
    public void MoveTo(long now)
    {
        var slice = now / _length;
        if (_newest == long.MinValue || slice - _newest > Slices)
        {
            Array.Clear(_sums);
            Total = 0;
            _newest = slice;
            return;
        }

        while (_newest < slice)
        {
            _newest++;
            ref var oldest = ref _sums[_newest % _sums.Length];
            Total -= oldest;
            oldest = 0;
        }
    }

    /// <summary>Adds to the newest slice.</summary>
    public void Add(long amount)
    {
        _sums[_newest % _sums.Length] = checked(_sums[_newest % _sums.Length] + amount);
        Total = checked(Total + amount);
    }

    /// <summary>When so much of the sum has left, as the clock's ticks; null when there is less in it.</summary>
    public long? TimeWhenLeft(long amount)
    {
        for (var slice = _newest - Slices; slice <= _newest; slice++)
        {
            amount -= slice < 0 ? 0 : _sums[slice % _sums.Length];
            if (amount <= 0)
            {
                return (slice + _sums.Length) * _length;
            }
        }

        return null;
    }

    /// <summary>The sums of the slices in the window, by the ticks at which each begins.</summary>
    public IEnumerable<KeyValuePair<long, long>> Parts()
    {
        for (var slice = _newest - Slices; slice <= _newest; slice++)
        {
            if (slice >= 0 && _sums[slice % _sums.Length] is not 0 and var sum)
            {
                yield return new(slice * _length, sum);
            }
        }
    }

    /// <summary>Takes back what was added at an earlier time.</summary>
    /// <returns>How much of it was still there.</returns>
    public long TakeBack(long ticks, long amount)
    {
        var slice = ticks / _length;
        if (slice < _newest - Slices || slice > _newest)
        {
            return 0;
        }

        var taken = Math.Min(amount, _sums[slice % _sums.Length]);
        _sums[slice % _sums.Length] -= taken;
        Total -= taken;
        return taken;
    }

    /// <summary>Adds to the slice of an earlier time; nothing when that is past.</summary>
    public void AddAt(long ticks, long amount)
    {
        var slice = ticks / _length;
        if (slice > _newest - Slices && slice <= _newest)
        {
            _sums[slice % _sums.Length] = checked(_sums[slice % _sums.Length] + amount);
            Total = checked(Total + amount);
        }
    }
}
