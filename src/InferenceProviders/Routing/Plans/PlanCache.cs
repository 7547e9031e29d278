namespace InferenceProviders.Routing.Plans;

/// <summary>
/// The plans of a table by the order of their candidates. Calls come to few orders, and again and again to the same:
/// those are kept, and what does not fit takes the place of another. Thread-safe: readers take no lock, and what two
/// calls make at once is made twice.
/// </summary>
internal sealed class PlanCache
{
    private const int FirstSize = 4;
    private const int MaxSize = 256;

    /// <summary>How many places an order may be in, from its own on.</summary>
    private const int Ways = 4;

    private const uint FnvBasis = 2166136261;
    private const uint FnvPrime = 16777619;

    private Entry?[] _entries = new Entry?[FirstSize];

    /// <summary>The plan for an order of places in the table; null when it has to be made.</summary>
    public RoutePlan? Find(ReadOnlySpan<byte> order)
    {
        var entries = Volatile.Read(ref _entries);
        var home = HashOf(order);
        for (var way = 0u; way < Ways; way++)
        {
            if (entries[(home + way) & (entries.Length - 1)] is { } entry && order.SequenceEqual(entry.Order))
            {
                return entry.Plan;
            }
        }

        return null;
    }

    public void Add(ReadOnlySpan<byte> order, RoutePlan plan)
    {
        var entry = new Entry(order.ToArray(), plan);
        lock (this)
        {
            while (!TryAdd(_entries, entry))
            {
                if (_entries.Length == MaxSize)
                {
                    Volatile.Write(ref _entries[HashOf(order) & (MaxSize - 1)], entry);
                    return;
                }

                Grow();
            }
        }
    }

    private void Grow()
    {
        var grown = new Entry?[_entries.Length * 2];
        foreach (var entry in _entries)
        {
            // One that finds no place is made anew when it is wanted.
            _ = entry is null || TryAdd(grown, entry);
        }

        Volatile.Write(ref _entries, grown);
    }

    private static bool TryAdd(Entry?[] entries, Entry added)
    {
        var home = HashOf(added.Order);
        for (var way = 0u; way < Ways; way++)
        {
            ref var entry = ref entries[(home + way) & (entries.Length - 1)];
            if (entry is null)
            {
                Volatile.Write(ref entry, added);
                return true;
            }
        }

        return false;
    }

    private static uint HashOf(ReadOnlySpan<byte> order)
    {
        var hash = FnvBasis;
        foreach (var place in order)
        {
            hash = (hash ^ place) * FnvPrime;
        }

        return hash ^ (hash >> 15);
    }

    private sealed record Entry(byte[] Order, RoutePlan Plan);
}
