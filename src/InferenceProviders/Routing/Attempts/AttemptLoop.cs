using InferenceProviders.Configuration;
using InferenceProviders.Diagnostics;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Routing.Attempts;

/// <summary>The one place where it is decided whether a failed attempt is followed by another.</summary>
internal sealed class AttemptLoop(RouterSettings settings, ServingProviders serving)
{
    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Routing");

    /// <summary>Runs <paramref name="attempt"/> on the plan's routes, in order, until one succeeds or the failure is one that another route cannot mend.</summary>
    public async Task<TResult> RunAsync<TState, TResult>(
        RoutePlan plan,
        CallContext call,
        TState state,
        Func<TState, Route, CallContext, Task<TResult>> attempt)
        where TResult : IAttemptResult
    {
        for (var index = 0; ; index++)
        {
            var route = plan.Routes[index];
            var started = call.Clock.GetTimestamp();
            try
            {
                var result = await attempt(state, route, call).ConfigureAwait(false);
                call.Record(new RouteAttempt
                {
                    Provider = result.Info.Provider ?? route.Name,
                    AuthMode = route.AuthMode,
                    RequestId = result.Info.RequestId,
                    Duration = call.Clock.GetElapsedTime(started),
                });
                return result;
            }
            catch (InferenceException exception)
            {
                call.Record(new RouteAttempt
                {
                    Provider = exception.Provider ?? route.Name,
                    AuthMode = route.AuthMode,
                    Error = exception.Kind,
                    StatusCode = exception.StatusCode,
                    RequestId = exception.RequestId,
                    Reason = exception.Message,
                    Duration = call.Clock.GetElapsedTime(started),
                });
                Log.AttemptFailed(_logger, route.Name, call.Model, exception.Kind, (int?)exception.StatusCode);
                if (call.IsCommitted || index + 1 >= plan.Routes.Count || AttemptDecision.After(exception.Kind) == NextAttempt.Stop)
                {
                    exception.Attempts = call.Attempts;
                    await serving.AdviseAsync(exception, plan, call).ConfigureAwait(false);
                    throw;
                }
            }
        }
    }
}
