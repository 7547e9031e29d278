using InferenceProviders.Catalog;
using InferenceProviders.Media;
using InferenceProviders.Routing.Affinity;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Budgets;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Explanations;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Routing.Reports;
using InferenceProviders.Routing.Runtime;

namespace InferenceProviders.Routing.Runtime;

/// <summary>
/// What one call works with: the settings, the connections, the knowledge of who serves what, and the retry loop.
/// Immutable: other settings, or another user's token, are another runtime that shares what it can with this one. A
/// call keeps the runtime that it began with.
/// </summary>
internal sealed class RouterRuntime : IDisposable
{
    public RouterRuntime(RouterSettings settings)
        : this(settings, previous: null)
    {
    }

    private RouterRuntime(RouterSettings settings, RouterRuntime? previous, bool sameRoutes = false)
    {
        Origin = sameRoutes ? previous : null;
        Settings = settings;
        State = previous?.State ?? new RouterState(settings);
        Client = new RouteClient(State.Transport, settings);
        Downloads = previous is null ? State.Downloads : State.Downloads.With(settings);

        var kept = previous is not null && HubCache.IsSame(previous.Settings, settings) ? previous.Hub : null;
        Hub = kept ?? new HubCache(new HubClient(State.Transport, settings), settings, State.Sharing);
        Questions = sameRoutes ? previous!.Questions : new HubClient(State.Transport, settings);

        HubAccess = new HubAccess(settings, Hub, Questions);

        var factory = new RouteFactory(settings, State.Health, State.RateLimits);
        Tables = sameRoutes ? previous!.Tables : new RouteTables(settings, factory, Hub.Mappings, Hub.Models);
        AutoPlans = sameRoutes ? previous!.AutoPlans : new AutoPlans();
        var serving = new ServingProviders(settings, Hub.Mappings, new SimilarModels(Hub, Questions, settings));
        var named = new NamedRoutes(settings, factory, Hub.Mappings);
        var auto = new AutoRoutes(settings, factory, Tables, AutoPlans, State.Attempts.Sticky);
        Planner = new RoutePlanner(settings, factory, Tables, named, auto, State.Attempts.Sticky, serving);
        var prices = new PriceBook(settings, () => Hub.Models.Last);
        var observer = new CallObserver(settings, prices);
        var planner = new CallPlanner(
            settings, Planner, new RequestPlanner(settings, factory, Hub.Mappings));
        var budgets = new BudgetEnforcer(settings, prices, State.Limits);
        Attempts = new CallExecutor(settings, Client, State.Attempts, planner, serving, observer, budgets);
        Explainer = new RoutingExplainer(
            settings, new PlanOrder(settings, factory, Tables, Planner), prices, budgets);
        Calls = new CallRunner(settings, planner, Attempts, observer);
    }

    /// <summary>The runtime that this one differs from by its user's token only; null for the router's own.</summary>
    public RouterRuntime? Origin { get; }

    public RouterSettings Settings { get; }

    public RouterState State { get; }

    public RouteClient Client { get; }

    /// <summary>What the Hub and the router have told.</summary>
    public HubCache Hub { get; }

    /// <summary>For questions to the Hub whose answers are not kept.</summary>
    public HubClient Questions { get; }

    /// <summary>For the catalog that callers see.</summary>
    public HubAccess HubAccess { get; }

    public MediaDownloader Downloads { get; }

    public RouteHealthRegistry Health => State.Health;

    public SessionAffinity Sticky => State.Attempts.Sticky;

    public RouteTables Tables { get; }

    public AutoPlans AutoPlans { get; }

    public RoutePlanner Planner { get; }

    public CallExecutor Attempts { get; }

    public RoutingExplainer Explainer { get; }

    public CallRunner Calls { get; }

    /// <summary>
    /// A runtime with other settings, made with these as the previous ones. Senders and the limit for connecting stay,
    /// and so do health, conversations and what was spent.
    /// </summary>
    public RouterRuntime With(RouterSettings settings) => new(settings, this);

    /// <summary>The same for another user: only the Hugging Face token differs.</summary>
    public RouterRuntime With(Func<CancellationToken, ValueTask<string?>> token) =>
        new(Settings.With(token), this, sameRoutes: true);

    public void Dispose() => State.Dispose();
}
