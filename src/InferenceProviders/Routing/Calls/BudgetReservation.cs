using InferenceProviders.Diagnostics;
using InferenceProviders.Spending;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Routing.Calls;

/// <summary>
/// What is held back on every limit that an attempt falls under, until it is known what the attempt cost.
/// </summary>
internal sealed class BudgetReservation(SpendHold[] holds, long nanos, ILogger logger)
{
    private int _settled;

    /// <summary>
    /// Puts what it cost in place of what was held back; null when it is not known, and then the whole of it counts.
    /// Only the first time counts.
    /// </summary>
    public void Settle(long? cost)
    {
        if (Interlocked.Exchange(ref _settled, 1) != 0)
        {
            return;
        }

        foreach (var (limit, mark) in holds)
        {
            if (limit.Settle(nanos, cost ?? nanos, mark) is { } alerts)
            {
                Raise(alerts);
            }
        }
    }

    private void Raise(SpendAlert[] alerts)
    {
        foreach (var alert in alerts)
        {
            var name = alert.Limit.Name ?? "(unnamed)";
            Log.SpendAlert(logger, name, alert.Share, alert.Spent, alert.Limit.Limit);
            try
            {
                alert.Limit.OnAlert?.Invoke(alert);
            }
            catch (Exception exception)
            {
                Log.SpendAlertFailed(logger, name, exception);
            }
        }
    }
}
