namespace InferenceProviders;

/// <summary>A share of a <see cref="SpendLimit"/> was spent: see <see cref="SpendLimit.OnAlert"/>.</summary>
public sealed record SpendAlert
{
    internal SpendAlert(SpendLimit limit, double share, decimal spent, DateTimeOffset? periodEnds)
    {
        Limit = limit;
        Share = share;
        Spent = spent;
        PeriodEnds = periodEnds;
    }

    /// <summary>The limit.</summary>
    public SpendLimit Limit { get; }

    /// <summary>The share that was reached: one of <see cref="SpendLimit.AlertAt"/>.</summary>
    public double Share { get; }

    /// <summary>What was spent when it was reached, in US dollars.</summary>
    public decimal Spent { get; }

    /// <summary>When the day or the month ends; null for a limit without one.</summary>
    public DateTimeOffset? PeriodEnds { get; }
}
