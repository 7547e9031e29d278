using System.Globalization;
using System.Threading.RateLimiting;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.RateLimits;

namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// Keeps attempts within the users' own limits: which route has room now, and the wait where none has. Where no limit
/// is set, nothing of it runs.
/// </summary>
internal static class AttemptGate
{
    /// <summary>
    /// The route that a call takes first: the first of its plan that has room now; where none has, the one that has it
    /// soonest.
    /// </summary>
    public static Route First(Call call, IReadOnlyList<Route> routes)
    {
        if (!call.Settings.HasRateLimits)
        {
            return routes[0];
        }

        var now = call.Clock.GetTimestamp();
        var (best, soonest) = (routes[0], long.MaxValue);
        foreach (var route in routes)
        {
            var from = FreeFrom(route, call, now);
            if (from <= now)
            {
                return route;
            }

            if (from < soonest && (route.Health?.FreeFrom ?? 0) <= now)
            {
                (best, soonest) = (route, from);
            }
        }

        return best;
    }

    /// <summary>
    /// The timestamp from which on a route may be asked, by what its provider says and by the user's limits;
    /// <see cref="long.MaxValue"/> while that depends on other calls' ends.
    /// </summary>
    public static long FreeFrom(Route route, Call call, long now) =>
        !call.Settings.HasRateLimits ? route.Health?.FreeFrom ?? 0
        : route.NeedsKey ? route.Keys!.FreeFrom(now, TokensOf(call))
        : Math.Max(route.Health?.FreeFrom ?? 0, route.Gate?.FreeFrom(now, TokensOf(call)) ?? 0);

    /// <summary>
    /// The user's own limits that keep an attempt from being made now, with the time until there is room; null where
    /// there is.
    /// </summary>
    public static string? HeldBackBy(Route route, Call call, long now) =>
        FreeFrom(route, call, now) is var from && from <= now || (route.Health?.FreeFrom ?? 0) > now ? null
        : from == long.MaxValue ? "a limit on the calls under way"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"a limit on the rate, for {call.Clock.GetElapsedTime(now, from).TotalSeconds:0.#} s");

    /// <summary>The tokens that an attempt may take of a limit.</summary>
    public static long TokensOf(Call call) => call.Needs.InputTokens + (call.Needs.MaxOutputTokens ?? 0);

    /// <summary>Takes an attempt's share of the limits that it falls under, and waits for its turn.</summary>
    /// <exception cref="InferenceException">There is no room before the call's deadline.</exception>
    public static async ValueTask EnterAsync(Attempt attempt, RateGate gate)
    {
        var permit = await TakeTurnAsync(attempt, gate).ConfigureAwait(false);
        attempt.Permit = permit;
        try
        {
            foreach (var meter in gate.Meters)
            {
                await HoldAsync(attempt, permit, meter.Calls).ConfigureAwait(false);
                await HoldAsync(attempt, permit, meter.Own).ConfigureAwait(false);
            }
        }
        catch
        {
            permit.GiveBack();
            throw;
        }

        attempt.Restart();
    }

    private static async ValueTask<RatePermit> TakeTurnAsync(Attempt attempt, RateGate gate)
    {
        var (call, clock) = (attempt.Call, attempt.Call.Clock);
        var tokens = TokensOf(call);
        while (true)
        {
            var (now, remaining) = (clock.GetTimestamp(), call.Deadline.Remaining);
            var latest = remaining == TimeSpan.MaxValue ? long.MaxValue : now + Ticks.Of(remaining, clock);
            var isInTime = gate.TryTake(now, tokens, latest, out var at);
            var wait = clock.GetElapsedTime(now, at);
            if (!isInTime)
            {
                throw Refusal(attempt.Route, wait);
            }

            if (at > now)
            {
                await WaitAsync(gate, at, tokens, wait, attempt).ConfigureAwait(false);
                if (!gate.Keeps(ref at, tokens, clock.GetTimestamp()))
                {
                    continue;
                }
            }

            return new RatePermit(gate, at, tokens);
        }
    }

    private static async ValueTask WaitAsync(RateGate gate, long at, long tokens, TimeSpan wait, Attempt attempt)
    {
        try
        {
            await Task.Delay(wait, attempt.Call.Clock, attempt.Token).ConfigureAwait(false);
        }
        catch
        {
            gate.GiveBack(at, tokens, isPromise: true);
            throw;
        }
    }

    private static async ValueTask HoldAsync(Attempt attempt, RatePermit permit, RateLimiter? limiter)
    {
        if (limiter is null)
        {
            return;
        }

        var lease = await limiter.AcquireAsync(1, attempt.Token).ConfigureAwait(false);
        permit.Hold(lease);
        if (!lease.IsAcquired)
        {
            throw Refusal(
                attempt.Route, lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : null);
        }
    }

    private static InferenceException Refusal(Route route, TimeSpan? wait)
    {
        var when = wait is { } time
            ? string.Create(
                CultureInfo.InvariantCulture, $" There is in {time.TotalSeconds:0.#} s, after the call's deadline.")
            : "";
        return new InferenceException(
            InferenceErrorKind.RateLimited,
            $"{route.LogName} was skipped for {route.Model}: InferenceProvidersOptions.RateLimits leaves no room for "
                + $"it now.{when}")
        {
            Provider = route.Name,
            Model = route.Model,
            RetryAfter = wait,
            Stage = FailureStage.NotSent,
        };
    }
}
