using InferenceProviders.Diagnostics;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Routing.Policies;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// Plans calls: the one model of most, and of a chain the first one that can be asked now. A model whose routes are all
/// in a cooldown, broken, or known not to take the request, comes after the others.
/// </summary>
internal sealed class CallPlanner(RouterSettings settings, RoutePlanner planner, RequestPlanner requests)
{
    private readonly ILogger _logger = settings.LoggerFactory.CreateLogger("InferenceProviders.Routing");

    /// <summary>The plan by which a call begins.</summary>
    /// <exception cref="InferenceException">There is nobody to ask.</exception>
    public ValueTask<RoutePlan> PlanAsync(Call call)
    {
        var planning = PlanFirstAsync(call);
        return planning.IsCompletedSuccessfully ? planning : TranslateAsync(planning, call);
    }

    private ValueTask<RoutePlan> PlanFirstAsync(Call call)
    {
        if (call.Target.Custom is { } custom)
        {
            call.Log.Commit();
            return requests.PlanAsync(
                call.Target.Model, call.Target.Provider, custom.LookUp, call.Target.Task, call.Routing, call.Token);
        }

        return call.Chain is { } chain ? FirstAsync(call, chain) : PlanModelAsync(call);
    }

    private static async ValueTask<RoutePlan> TranslateAsync(ValueTask<RoutePlan> planning, Call call)
    {
        try
        {
            return await planning.ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw call.Deadline.Translate(exception, provider: null, call.Model);
        }
    }

    /// <summary>
    /// The plan for the next model of a chain, after its current one could not answer; null when none is left.
    /// </summary>
    /// <exception cref="InferenceException">A model could not be planned for a reason that ends the chain.</exception>
    public async ValueTask<RoutePlan?> NextAsync(Call call)
    {
        while (call.Chain is { } chain && chain.MoveOn())
        {
            try
            {
                return await ReadyAsync(call, chain).ConfigureAwait(false);
            }
            catch (InferenceException failure) when (ModelRules.MovesOn(failure, call.Routing))
            {
                Note(call, chain, failure);
            }
        }

        return null;
    }

    private async ValueTask<RoutePlan> FirstAsync(Call call, ModelChain chain)
    {
        try
        {
            return await ReadyAsync(call, chain).ConfigureAwait(false);
        }
        catch (InferenceException failure) when (ModelRules.MovesOn(failure, call.Routing))
        {
            Note(call, chain, failure);
        }

        try
        {
            if (await NextAsync(call).ConfigureAwait(false) is { } plan)
            {
                return plan;
            }
        }
        catch (InferenceException failure)
        {
            Note(call, chain, failure);
            failure.Attempts = call.Log.Attempts;
            throw;
        }

        var telling = ModelRules.MostTelling(chain.Failures).Failure;
        telling.Attempts = call.Log.Attempts;
        telling.AddAdvice(ChainAdvice.Of(chain.Failures));
        throw telling;
    }

    /// <summary>The plan of the current model; while others are left, of one that can be asked now.</summary>
    private async ValueTask<RoutePlan> ReadyAsync(Call call, ModelChain chain)
    {
        while (true)
        {
            var plan = await PlanModelAsync(call).ConfigureAwait(false);
            if (await FindReadyAsync(call, plan).ConfigureAwait(false) is { } ready)
            {
                return ready;
            }

            var name = chain.Name;
            if (!chain.Defer())
            {
                return plan;
            }

            Log.ModelDeferred(_logger, name, chain.Name);
        }
    }

    /// <summary>
    /// A plan whose first route can be asked now: this one, or what it falls back to. Null for neither.
    /// </summary>
    private static async ValueTask<RoutePlan?> FindReadyAsync(Call call, RoutePlan plan)
    {
        if (IsReady(plan.Routes, call))
        {
            return plan;
        }

        // The server-side router's route rests or is broken; the providers' own may not be.
        var slow = new InferenceException(InferenceErrorKind.ProviderUnavailable, "The first route is not ready.");
        var own = await plan.FallBackAsync(call, slow).ConfigureAwait(false);
        return own.Count > 0 && IsReady(own, call)
            ? new RoutePlan(plan.Model, plan.Task, own) { HubToken = plan.HubToken }
            : null;
    }

    private static bool IsReady(IReadOnlyList<Route> routes, Call call)
    {
        var now = call.Clock.GetTimestamp();
        for (var i = 0; i < routes.Count; i++)
        {
            var (health, offer) = (routes[i].Health, routes[i].Offer);
            if (health is null)
            {
                return true;
            }

            // Of several routes the order has let one call in already, which probes the first of them.
            if (CandidateFilter.CheckAbilities(health, offer, call.Needs, now) == Exclusion.None
                && (health.StateAt(now) is var state && state == RouteState.Probing && routes.Count > 1 ? i == 0
                    : state is RouteState.Healthy or RouteState.Suspect or RouteState.Probing && health.TryEnter(now)))
            {
                return true;
            }
        }

        return false;
    }

    private static void Note(Call call, ModelChain chain, InferenceException failure)
    {
        chain.Note(failure);
        call.Log.Record(new RouteAttempt
        {
            Provider = failure.Provider ?? Route.AutoName,
            Model = chain.Name,
            Error = failure.Kind,
            StatusCode = failure.StatusCode,
            RequestId = failure.RequestId,
            Reason = failure.Message,
        });
    }

    private ValueTask<RoutePlan> PlanModelAsync(Call call) => call.Target.AlternativeTask == default
        ? PlanTaskAsync(call, call.Target.Task)
        : PlanEitherAsync(call);

    private ValueTask<RoutePlan> PlanTaskAsync(Call call, InferenceTask task)
    {
        ref readonly var target = ref call.Target;
        return call.Chain is { Current: var asked } chain
            ? planner.PlanAsync(
                asked.Reference, chain.Provider, task, asked.EndpointModel, call.Token, target.Needs, target.Protocol,
                callRules: call.Routing)
            : planner.PlanAsync(
                target.Model!, target.Provider, task, target.EndpointModel, call.Token, target.Needs, target.Protocol,
                callRules: call.Routing);
    }

    /// <summary>The first of two tasks that the model is served for.</summary>
    private async ValueTask<RoutePlan> PlanEitherAsync(Call call)
    {
        InferenceException first;
        try
        {
            return await PlanTaskAsync(call, call.Target.Task).ConfigureAwait(false);
        }
        catch (InferenceException exception) when (IsNotServed(exception))
        {
            first = exception;
        }

        try
        {
            return await PlanTaskAsync(call, call.Target.AlternativeTask).ConfigureAwait(false);
        }
        catch (InferenceException exception) when (IsNotServed(exception))
        {
            // What is missing for the first task is what the caller wants to know when the other one will not do
            // either.
            throw first;
        }
    }

    private static bool IsNotServed(InferenceException exception) =>
        exception.Kind is InferenceErrorKind.ModelNotFound or InferenceErrorKind.NotSupported;
}
