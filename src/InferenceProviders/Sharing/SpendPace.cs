namespace InferenceProviders.Sharing;

/// <summary>How fast a process spends, by what it has spent lately. It is not thread-safe.</summary>
internal sealed class SpendPace(TimeProvider clock)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private long _spent;
    private long _at = clock.GetTimestamp();

    /// <summary>Nano-dollars a second.</summary>
    public double PerSecond { get; private set; }

    /// <summary>So much has been spent by now.</summary>
    public void Note(long spent)
    {
        var time = clock.GetElapsedTime(_at);
        if (time < Shortest)
        {
            return;
        }

        // A faster pace counts at once, a slower one by and by; who is idle leaves what is leased ahead to others.
        var now = (spent - _spent) / time.TotalSeconds;
        PerSecond = spent == _spent && time >= Idle ? 0 : now > PerSecond ? now : (now + PerSecond) / 2;
        (_spent, _at) = (spent, clock.GetTimestamp());
    }

    /// <summary>A new period begins, in which nothing is spent yet.</summary>
    public void Restart() => _spent = 0;
}
