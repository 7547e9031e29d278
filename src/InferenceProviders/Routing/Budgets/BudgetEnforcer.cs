using System.Globalization;
using InferenceProviders.Catalog;
using InferenceProviders.Errors;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Budgets;

/// <summary>Reserves money for attempts, on the limits of the router, of the account and of the call.</summary>
internal sealed class BudgetEnforcer(RouterSettings settings, PriceBook prices)
{
    /// <summary>Whether a call falls under any limit, so that prices must be known before it is planned.</summary>
    public static bool AppliesTo(RouterSettings settings, RoutingRules rules) =>
        settings.SpendLimit is not null || settings.SpendLimits.Count > 0 || rules.SpendLimit is not null;

    /// <summary>Reserves the most that an attempt can cost; null when there is no limit.</summary>
    /// <exception cref="InferenceException">It does not fit, or it is not known what it can cost.</exception>
    public BudgetReservation? Reserve(Attempt attempt)
    {
        var (call, route) = (attempt.Call, attempt.Route);
        if (!AppliesTo(settings, call.Routing))
        {
            return null;
        }

        var limits = new List<SpendLimit>(3);
        Add(settings.SpendLimit);
        Add(settings.SpendLimits.GetValueOrDefault(route.Account));
        Add(call.Routing.SpendLimit);
        if (limits.Count == 0)
        {
            return null;
        }

        var most = prices.Most(route, call.Needs, out var problem);
        if (most is null && !limits.TrueForAll(limit => limit.AllowUnpriced))
        {
            throw Refusal(
                route,
                $"a spend limit applies, and the most that the call can cost is not known: {problem}. "
                + $"SpendLimit.{nameof(SpendLimit.AllowUnpriced)} lets calls without a price through");
        }

        var nanos = most ?? 0;
        for (var i = 0; i < limits.Count; i++)
        {
            if (!limits[i].TryReserve(nanos))
            {
                for (var j = 0; j < i; j++)
                {
                    limits[j].Settle(nanos, 0);
                }

                throw Refusal(route, string.Create(
                    CultureInfo.InvariantCulture,
                    $"it may cost {nanos / 1_000_000_000m} US dollars, and of the spend limit of {limits[i].Limit} "
                        + $"there are {limits[i].Spent} spent and {limits[i].Reserved} reserved for calls under way"));
            }
        }

        return new BudgetReservation(limits, nanos);

        void Add(SpendLimit? limit)
        {
            if (limit is not null && !limits.Contains(limit))
            {
                limits.Add(limit);
            }
        }
    }

    /// <summary>
    /// What a failed attempt cost: nothing when it was refused or never sent; otherwise it is not known.
    /// </summary>
    public static long? CostOf(InferenceException failure) =>
        failure.Stage != FailureStage.Exchange || (int?)failure.StatusCode >= 300 ? 0 : null;

    private static InferenceException Refusal(Route route, string why) =>
        route.Error(
            InferenceErrorKind.SpendLimitReached, $"{route.Speaker} was not asked for {route.Model}: {why}.",
            stage: FailureStage.NotSent);
}
