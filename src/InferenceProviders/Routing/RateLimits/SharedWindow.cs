namespace InferenceProviders.Routing.RateLimits;

/// <summary>
/// A limit that processes share, and what of this one's share the others may not have heard of. In the gate of its
/// account, but for what never changes.
/// </summary>
/// <param name="name">What all processes call it.</param>
/// <param name="window">What was taken of it.</param>
/// <param name="gate">The lock of its account.</param>
internal sealed class SharedWindow(string name, RateWindow window, Lock gate)
{
    private readonly Queue<Told> _told = new();
    private long _sequence;
    private long _heard;

    public string Name => name;

    public RateWindow Window => window;

    public Lock Gate => gate;

    /// <summary>What is to be told now; the number of the word.</summary>
    public (long Number, RateWord Word) Tell(long now)
    {
        _told.Enqueue(new(++_sequence, window.Taken) { At = now });
        if (_told.Count > 64)
        {
            _heard = _told.Dequeue().Total;
        }

        return (_sequence, window.Own(now));
    }

    /// <summary>A word of one's own has come back from the store: all others were sent it, too.</summary>
    public void Echo(long number, long now)
    {
        foreach (var told in _told)
        {
            if (told.Number <= number && !told.HasCome)
            {
                (told.At, told.HasCome) = (now, true);
            }
        }
    }

    /// <summary>
    /// What was taken that the others have not heard of, or have not had the time to answer with what they have taken.
    /// </summary>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="settled">How long it takes them after it has come back.</param>
    /// <param name="lost">How long a word is waited for that does not come back.</param>
    public long Unheard(long now, long settled, long lost)
    {
        while (_told.TryPeek(out var first) && now - first.At > (first.HasCome ? settled : lost))
        {
            _heard = first.Total;
            _told.Dequeue();
        }

        return Math.Max(0, window.Taken - _heard);
    }

    private sealed class Told(long number, long total)
    {
        public long Number => number;

        /// <summary>All that was taken until then.</summary>
        public long Total => total;

        /// <summary>When it was told, or came back.</summary>
        public long At { get; set; }

        public bool HasCome { get; set; }
    }
}
