namespace InferenceProviders.Routing.Calls;

/// <summary>
/// What is held back on every limit that an attempt falls under, until it is known what the attempt cost.
/// </summary>
internal sealed class BudgetReservation(IReadOnlyList<SpendLimit> limits, long nanos)
{
    private int _settled;

    /// <summary>
    /// Puts what it cost in place of what was held back; null when it is not known, and then the whole of it counts.
    /// Only the first time counts.
    /// </summary>
    public void Settle(long? cost)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            foreach (var limit in limits)
            {
                limit.Settle(nanos, cost ?? nanos);
            }
        }
    }
}
