using System.Net;
using InferenceProviders.Routing.Runtime;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace InferenceProviders.DependencyInjection;

/// <summary>
/// Whether calls can succeed: the router answers, the token is valid, the providers that were used are well.
/// </summary>
internal sealed class RouterHealthCheck(SharedRouter shared) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var core = shared.Router.Core;
        var reach = ReachAsync(core, cancellationToken);
        var (state, says) = await shared.TokenCheck.AskAsync(core, cancellationToken).ConfigureAwait(false);
        var problem = await reach.ConfigureAwait(false);
        var providers = Providers();

        var data = new Dictionary<string, object>
        {
            ["router"] = problem is null ? "reachable" : "unreachable",
            ["token"] = Name(state),
            ["providers"] = providers.ToDictionary(provider => provider.Name, provider => provider.State.ToString()),
        };

        // Where nothing is sent with a Hugging Face token, the router is needed for prices only.
        var isFatal = problem is not null && state != TokenState.NotNeeded;
        var troubled = providers.Where(provider => provider.State is RouteState.Broken or RouteState.Resting)
            .Select(provider => $"{provider.Name} is {Word(provider.State)}");
        var store = core.State.Sharing is { IsConnected: false }
            ? "the store that limits and rests are shared in cannot be reached" : null;
        if (core.State.Sharing is not null)
        {
            data["shared_store"] = store is null ? "reachable" : "unreachable";
        }

        string[] problems = [.. new[] { problem, says, store }.OfType<string>(), .. troubled];
        var status = isFatal || state == TokenState.Refused ? context.Registration.FailureStatus : problems.Length > 0
            ? HealthStatus.Degraded : HealthStatus.Healthy;
        return new HealthCheckResult(status, problems.Length == 0 ? "The router answers."
            : string.Join("; ", problems) + ".", exception: null, data);
    }

    /// <summary>Null when the router answers; otherwise what is wrong.</summary>
    private static async Task<string?> ReachAsync(RouterRuntime core, CancellationToken cancellationToken)
    {
        try
        {
            await core.Questions.ProbeAsync(
                core.Settings.RouterEndpoint, "/v1/models", cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (InferenceException exception) when (exception.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return null;
        }
        catch (InferenceException exception)
        {
            var host = core.Settings.RouterEndpoint.Authority;
            return exception.StatusCode is { } code
                ? $"the router at {host} answers with HTTP {(int)code}"
                : $"the router at {host} does not answer ({exception.Kind})";
        }
    }

    /// <summary>Each provider that was used, by the state of its worst route.</summary>
    private (string Name, RouteState State)[] Providers() =>
        [.. shared.Router.Health.Routes
            .GroupBy(route => route.Provider, StringComparer.Ordinal)
            .Select(routes => (routes.Key, routes.MaxBy(route => Severity(route.State))!.State))
            .OrderBy(provider => provider.Key, StringComparer.Ordinal)];

    private static int Severity(RouteState state) => state switch
    {
        RouteState.Broken => 4,
        RouteState.Resting => 3,
        RouteState.Probing => 2,
        RouteState.Suspect => 1,
        _ => 0,
    };

    private static string Word(RouteState state) => state == RouteState.Broken ? "failing" : "resting";

    private static string Name(TokenState state) => state switch
    {
        TokenState.Valid => "valid",
        TokenState.Refused => "refused",
        TokenState.Missing => "missing",
        TokenState.LacksPermission => "lacks permission",
        TokenState.NotNeeded => "not needed",
        TokenState.OfUsers => "of each user",
        _ => "unknown",
    };
}
