using System.Runtime.CompilerServices;
using InferenceProviders;

namespace AspNetCoreChat.Endpoints;

/// <summary>
/// <c>GET /api/health</c>: how the providers that were used are doing, every second for as long as somebody looks.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static void MapHealth(this IEndpointRouteBuilder api) =>
        api.MapGet(
            "/health", static (InferenceRouter router, CancellationToken aborted) =>
            TypedResults.ServerSentEvents(WatchAsync(router, aborted)));

    private static async IAsyncEnumerable<HealthSnapshot> WatchAsync(
        InferenceRouter router, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var timer = new PeriodicTimer(Interval);
        var more = true;
        while (more)
        {
            yield return new HealthSnapshot([.. router.Health.Routes.Select(RouteHealthInfo.From)]);
            try
            {
                more = await timer.WaitForNextTickAsync(aborted);
            }
            catch (OperationCanceledException)
            {
                more = false;
            }
        }
    }
}

/// <summary>All routes at one moment.</summary>
internal sealed record HealthSnapshot(IReadOnlyList<RouteHealthInfo> Routes);

/// <summary>A route: times in milliseconds.</summary>
internal sealed record RouteHealthInfo(
    string Provider, string Model, string Task, string State, double? StateEndsIn, int Attempts, double? SuccessRate,
        double? TimeToFirstToken, double? TokensPerSecond)
{
    public static RouteHealthInfo From(RouteStatus route) => new(
        route.Provider, route.Model, route.Task.Name, route.State.ToString(), route.StateEndsIn?.TotalMilliseconds,
            route.Attempts, route.SuccessRate,
        route.TimeToFirstToken?.TotalMilliseconds, route.TokensPerSecond);
}
