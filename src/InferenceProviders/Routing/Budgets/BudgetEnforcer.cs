using System.Globalization;
using InferenceProviders.Errors;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Spending;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Routing.Budgets;

/// <summary>
/// Reserves money for attempts, on the limits of the router, of the account and of the call, and on the levels above
/// them.
/// </summary>
internal sealed class BudgetEnforcer(RouterSettings settings, PriceBook prices, SpendSharing? sharing = null)
{
    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Spending");

    /// <summary>Whether a call falls under any limit, so that prices must be known before it is planned.</summary>
    public static bool AppliesTo(RouterSettings settings, RoutingRules rules) =>
        settings.SpendLimit is not null || settings.SpendLimits.Count > 0 || rules.SpendLimit is not null;

    public bool AppliesTo(Call call) => AppliesTo(settings, call.Routing);

    /// <summary>
    /// Reserves the most that an attempt can cost; null when there is no limit. It completes at once, unless more of a
    /// limit that processes share has to be obtained.
    /// </summary>
    /// <exception cref="InferenceException">It does not fit, or it is not known what it can cost.</exception>
    public ValueTask<BudgetReservation?> ReserveAsync(Attempt attempt)
    {
        var (call, route) = (attempt.Call, attempt.Route);
        if (call.Target.Continues)
        {
            return default;
        }

        var levels = LevelsOf(route, call);
        if (levels.Count == 0)
        {
            return default;
        }

        var most = prices.Most(route, call.Needs, out var problem, call.Target.Subject as IMeasuredRequest);
        if (most is null && levels.FirstWithoutUnpriced is { } strict)
        {
            throw Refusal(
                route, strict,
                $"a spend limit applies, and the most that the call can cost is not known: {problem}. "
                + $"SpendLimit.{nameof(SpendLimit.AllowUnpriced)} lets calls without a price through");
        }

        var nanos = most ?? 0;
        return levels.TryHold(nanos, isFree: most == 0, out var holds) is not { } tooSmall
            ? new(new BudgetReservation(holds!, nanos, _logger))
            : ObtainAsync(levels, nanos, tooSmall, attempt);
    }

    /// <summary>What keeps an attempt from being sent now, without reserving anything; null for nothing.</summary>
    public string? HeldBackBy(Route route, Call call)
    {
        var levels = LevelsOf(route, call);
        if (levels.Count == 0)
        {
            return null;
        }

        var most = prices.Most(route, call.Needs, out var problem, call.Target.Subject as IMeasuredRequest);
        return most is null
            ? levels.FirstWithoutUnpriced is { } strict ? $"{NameOf(strict)}, because {problem}" : null
            : most > 0 && levels.FirstShortOf(most.Value) is { } tooSmall ? NameOf(tooSmall)
            : null;

        static string NameOf(SpendLimit limit) =>
            $"the spend limit{(limit.Name is { } called ? $" '{called}'" : "")} ({limit})";
    }

    /// <summary>
    /// What a failed attempt cost: nothing when it was refused or never sent; otherwise it is not known.
    /// </summary>
    public static long? CostOf(InferenceException failure) =>
        failure.Stage != FailureStage.Exchange || (int?)failure.StatusCode >= 300 ? 0 : null;

    private SpendLevels LevelsOf(Route route, Call call)
    {
        var levels = new SpendLevels();
        levels.Add(settings.SpendLimit, settings.TimeProvider, sharing, "router");
        if (settings.SpendLimits.TryGetValue(route.Account, out var ofAccount))
        {
            levels.Add(
                ofAccount, settings.TimeProvider, sharing, sharing is null ? null : $"account:{route.Account}");
        }

        levels.Add(call.Routing.SpendLimit, settings.TimeProvider, sharing);
        return levels;
    }

    /// <summary>Tries again as long as somebody gives more of the limit that has too little.</summary>
    private async ValueTask<BudgetReservation?> ObtainAsync(
        SpendLevels levels, long nanos, SpendLimit tooSmall, Attempt attempt)
    {
        while (await tooSmall.Account.ObtainAsync(tooSmall, nanos, attempt.Token).ConfigureAwait(false))
        {
            if (levels.TryHold(nanos, isFree: false, out var holds) is not { } other)
            {
                return new BudgetReservation(holds!, nanos, _logger);
            }

            tooSmall = other;
        }

        throw TooLittle(attempt.Route, tooSmall, nanos);
    }

    private static InferenceException TooLittle(Route route, SpendLimit limit, long nanos)
    {
        var (spent, reserved, span) = limit.Read();
        var period = limit.Period is { } own ? $" ({own})" : "";
        var name = limit.Name is { } called ? $" '{called}'" : "";
        var ends = span is { } its
            ? string.Create(
                CultureInfo.InvariantCulture, $"; the {limit.Period!.Unit} ends at {its.End:yyyy-MM-dd'T'HH:mm:sszzz}")
            : "";
        return Refusal(route, limit, string.Create(
            CultureInfo.InvariantCulture,
            $"it may cost {Dollars(nanos)} US dollars, and the spend limit{name} of {limit.Limit}{period} has "
                + $"{Dollars(spent)} spent and {Dollars(reserved)} reserved for calls in progress{ends}"),
            limit.TimeUntilFits(nanos),
            nanos);
    }

    private static decimal Dollars(long nanos) => nanos / 1_000_000_000m;

    private static InferenceException Refusal(
        Route route, SpendLimit limit, string why, TimeSpan? pause = null, long? nanos = null) =>
        new(InferenceErrorKind.SpendLimitReached, $"{route.Speaker} was skipped for {route.Model}: {why}.")
        {
            Provider = route.Name,
            Model = route.Model,
            Stage = FailureStage.NotSent,
            SpendLimit = limit,
            RetryAfter = pause,
            HeldNanos = nanos,
        };
}
