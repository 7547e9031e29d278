using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Budgets;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Explanations;

/// <summary>Plans a call without making it.</summary>
internal sealed class RoutingExplainer(
    RouterSettings settings, PlanOrder order, PriceBook prices, BudgetEnforcer budgets)
{
    /// <exception cref="OperationCanceledException">The caller has canceled.</exception>
    public async Task<RoutingExplanation> ExplainAsync(CallTarget target, CancellationToken cancellationToken)
    {
        using var call = new Call(settings, target, cancellationToken);
        var models = new List<ModelExplanation>();
        do
        {
            models.Add(await ExplainModelAsync(call).ConfigureAwait(false));
        }
        while (call.Chain?.MoveOn() is true);

        return new() { Models = [.. models.OrderBy(model => !model.IsReady)] };
    }

    private async ValueTask<ModelExplanation> ExplainModelAsync(Call call)
    {
        var asked = call.Chain?.Current ?? new BoundModel(call.Target.Model!, call.Target.EndpointModel);
        var provider = call.Chain is null ? call.Target.Provider : call.Chain.Provider;
        try
        {
            var (routes, first, task) = await OrderAsync(call, asked, provider).ConfigureAwait(false);
            var now = call.Clock.GetTimestamp();
            return new ModelExplanation
            {
                Model = call.Model,
                Routes = [.. routes.Select((route, index) => Explain(route, call, now, index >= first))],
                Excluded = await order.ExcludedAsync(call, asked, task, routes).ConfigureAwait(false),
                IsReady = routes.Any(route => IsReady(route, call, now)),
            };
        }
        catch (InferenceException problem)
        {
            return new ModelExplanation
            {
                Model = call.Model,
                Excluded = await order.ExcludedAsync(call, asked, call.Target.Task, []).ConfigureAwait(false),
                Error = problem.Kind,
                Reason = problem.Message,
            };
        }
        catch (OperationCanceledException exception)
        {
            throw call.Deadline.Translate(exception, provider: null, call.Model);
        }
    }

    /// <summary>By the first of two tasks that the model is served for.</summary>
    private async ValueTask<(IReadOnlyList<Route> Routes, int First, InferenceTask Task)> OrderAsync(
        Call call, BoundModel asked, string? provider)
    {
        var (task, alternative) = (call.Target.Task, call.Target.AlternativeTask);
        try
        {
            var (routes, first) = await order.OrderAsync(call, asked, provider, task).ConfigureAwait(false);
            return (routes, first, task);
        }
        catch (InferenceException problem) when (alternative != default
            && problem.Kind is InferenceErrorKind.ModelNotFound or InferenceErrorKind.NotSupported)
        {
            var (routes, first) = await order.OrderAsync(call, asked, provider, alternative).ConfigureAwait(false);
            return (routes, first, alternative);
        }
    }

    private RouteExplanation Explain(Route route, Call call, long now, bool isFallback)
    {
        var most = prices.Most(route, call.Needs, out var problem);
        var status = route.Health?.Status(now);
        return new RouteExplanation
        {
            Provider = route.Name,
            ProviderModel = route.ProviderModel,
            AuthMode = route.AuthMode,
            Account = route.Account,
            KeyNames = route.Keys is { } keys ? [.. keys.Routes.Select(key => key.KeyName!)]
                : route.KeyName is { } name ? [name] : [],
            MaxCost = most / 1_000_000_000m,
            MaxCostProblem = most is null ? problem : null,
            State = status?.State ?? RouteState.Healthy,
            StateEndsIn = status?.StateEndsIn,
            IsSlow = route.Health is not null && Decision.IsSlow(new RouteCandidate(route), call.Routing, now),
            HeldBackBy = budgets.HeldBackBy(route, call) ?? AttemptGate.HeldBackBy(route, call, now),
            IsFallback = isFallback,
        };
    }

    private static bool IsReady(Route route, Call call, long now) => route.Health is not { } health
        || (health.StateAt(now) is not (RouteState.Resting or RouteState.Broken)
            && CandidateFilter.CheckAbilities(health, route.Offer, call.Needs, now) == Exclusion.None);
}
