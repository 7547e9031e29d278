using InferenceProviders.Diagnostics;
using InferenceProviders.Errors;
using InferenceProviders.Routing.Affinity;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Policies;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Routing.Plans;

/// <summary>
/// Calls whose provider the server-side router chooses, and the providers' own routes for those that it could not
/// answer.
/// </summary>
internal sealed class AutoRoutes(
    RouterSettings settings, RouteFactory factory, RouteTables tables, AutoPlans plans, SessionAffinity sticky)
{
    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Routing");

    /// <summary>
    /// The choice of the server-side router; of a conversation that it has already chosen for, the same again.
    /// </summary>
    public AutoPlan PlanFor(ModelReference model, ChatProtocol? protocol, string token, RoutingRules rules)
    {
        var kept = !model.NamesProvider ? sticky.Find(rules.SessionAffinityKey, model.Id, token) : null;
        var id = kept is null ? model.Text : $"{model.Id}:{kept}";
        if (plans.Find(protocol, model.Text, id, token) is { } plan)
        {
            return plan;
        }

        var auto = factory.Auto(model, model.Text, protocol, token);
        return plans.Add(
            new AutoPlan(
                model, id, protocol, token, this, kept is null ? [auto]
                : [factory.Auto(model, id, protocol, token, isKept: true), auto])
            {
                HubToken = token,
            });
    }

    /// <summary>
    /// The providers' own routes for a call whose automatic route failed; none when they cannot be found out.
    /// </summary>
    public async ValueTask<IReadOnlyList<Route>> FallBackAsync(
        ModelReference model, ChatProtocol? protocol, string token, Call call, InferenceException failure)
    {
        // They are on the same host, unless the user has keys for some; and what that host's one form of the Responses
        // API has no place for, it has for nobody.
        var isRefused = protocol == ChatProtocol.Responses && failure.Stage == FailureStage.Check;
        if ((FailureFacts.HostIsDown(failure) || isRefused) && settings.ProviderKeys.Count == 0)
        {
            return [];
        }

        try
        {
            var table = await tables.GetAsync(
                model, InferenceTask.Conversational, protocol, token, awaitCatalog: false,
                call.Token).ConfigureAwait(false);
            var routes = table.Decide(
                call.Routing, call.Needs, sticky: null, except: Failed(call, failure),
                call.Clock.GetTimestamp())?.Routes ?? [];
            return isRefused ? [.. routes.Where(route => route.AuthMode == AuthMode.Direct)] : routes;
        }
        catch (InferenceException exception)
        {
            // The failure that the caller gets is the first one; that the Hub does not answer either is for the log.
            Log.FallBackFailed(_logger, model.Text, exception.Kind);
            return [];
        }
    }

    /// <summary>
    /// Who has failed already for this model: the providers of the attempts, and those that the router names in its
    /// words ("Provider groq returned an error").
    /// </summary>
    private static HashSet<string> Failed(Call call, InferenceException failure)
    {
        var failed = call.Log.Attempts
            .Where(attempt => attempt.Error is not null && attempt.Model == call.Model)
            .Select(attempt => attempt.Provider)
            .Append(failure.Provider ?? "").ToHashSet(StringComparer.Ordinal);
        if (failure.ProviderWords?.ToLowerInvariant() is { } words
            && words.Contains("provider", StringComparison.Ordinal))
        {
            failed.UnionWith(
                words.Split(
                    [' ', ',', ':', ';', '.', '\'', '"', '`', '(', ')', '[', ']', '/'],
                    StringSplitOptions.RemoveEmptyEntries));
        }

        return failed;
    }
}
