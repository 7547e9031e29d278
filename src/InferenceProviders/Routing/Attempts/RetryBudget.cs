namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// How many repeated attempts all calls of a router may make together: one for every five calls, one a second, and a
/// reserve of <see cref="Capacity"/> for bursts. In an outage that outlasts the reserve, traffic grows by a fifth at
/// most instead of multiplying.
/// </summary>
internal sealed class RetryBudget(TimeProvider clock)
{
    public const int Capacity = 200;
    private const int Unit = 1000;
    private const int PerCall = Unit / 5;

    private readonly Lock _gate = new();
    private long _left = (long)Capacity * Unit;
    private long _refilled = clock.GetTimestamp();

    /// <summary>A call began.</summary>
    public void Deposit()
    {
        // Nearly always full: then nothing is written, and cores do not fight over the counter.
        if (Volatile.Read(ref _left) < (long)Capacity * Unit)
        {
            lock (_gate)
            {
                Add(PerCall);
            }
        }
    }

    /// <summary>Takes one attempt out of the budget; false when there is none left.</summary>
    public bool TryWithdraw()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            var seconds = clock.GetElapsedTime(_refilled, now).TotalSeconds;
            if (seconds >= 0.01)
            {
                _refilled = now;
                Add((long)(Math.Min(seconds, Capacity) * Unit));
            }

            if (_left < Unit)
            {
                return false;
            }

            _left -= Unit;
            return true;
        }
    }

    private void Add(long amount) => _left = Math.Min(_left + amount, (long)Capacity * Unit);
}
