namespace InferenceProviders.Routing.Health;

/// <summary>
/// Until when something is left alone, as a timestamp of the router's clock. It is made longer, never shorter: of the
/// calls that are refused at the same time not each is told how long to wait. Thread-safe; a field, never copied.
/// </summary>
internal struct Rest
{
    private long _until;

    /// <summary>The timestamp at which it ends; 0 when there was none.</summary>
    public long Until => Volatile.Read(ref _until);

    /// <summary>Makes it end at <paramref name="end"/>, unless it ends later.</summary>
    /// <returns>True when that made it longer.</returns>
    public bool Extend(long end)
    {
        var current = Volatile.Read(ref _until);
        while (current < end)
        {
            var seen = Interlocked.CompareExchange(ref _until, end, current);
            if (seen == current)
            {
                return true;
            }

            current = seen;
        }

        return false;
    }

    /// <summary>Ends it now, because it was tried and went well.</summary>
    public void Clear()
    {
        if (Volatile.Read(ref _until) != 0)
        {
            Volatile.Write(ref _until, 0);
        }
    }
}
