using InferenceProviders.Catalog;
using InferenceProviders.Configuration;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Affinity;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Budgets;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Reports;
using InferenceProviders.Tasks;
using InferenceProviders.Transport;

namespace InferenceProviders;

/// <summary>
/// What one call works with: the settings, the connections, the knowledge of who serves what, and the retry loop. Immutable: other settings, or another
/// user's token, are another core that shares what it can with this one. A call keeps the core that it began with.
/// </summary>
internal sealed class RouterCore : IDisposable
{
    public RouterCore(InferenceProvidersOptions options)
        : this(new RouterSettings(options), previous: null)
    {
    }

    private RouterCore(RouterSettings settings, RouterCore? previous, bool sameRoutes = false)
    {
        Origin = sameRoutes ? previous : null;
        Settings = settings;
        Memory = previous?.Memory ?? new RouterMemory(settings);
        Client = new RouteClient(Memory.Transport, settings);
        Downloads = previous is null ? Memory.Downloads : Memory.Downloads.With(settings);

        var kept = previous is not null && HubKnowledge.IsSame(previous.Settings, settings) ? previous.Hub : null;
        Hub = kept ?? new HubKnowledge(new HubClient(Client, settings), settings);
        Questions = sameRoutes ? previous!.Questions : new HubClient(Client, settings);

        var factory = new RouteFactory(settings, Memory.Health);
        Tables = sameRoutes ? previous!.Tables : new RouteTables(settings, factory, Hub.Mappings, Hub.Models);
        AutoPlans = sameRoutes ? previous!.AutoPlans : new AutoPlans();
        Planner = new RoutePlanner(settings, factory, Tables, AutoPlans, Hub.Mappings, Memory.Sticky);
        var prices = new PriceBook(() => Hub.Models.Last);
        Attempts = new AttemptLoop(settings, Memory, new ServingProviders(settings, Hub.Mappings), new CallObserver(settings, prices), new Spending(settings, prices));
        Tasks = new TaskRunner(this);
    }

    /// <summary>The core that this one differs from by its user's token only; null for the router's own.</summary>
    public RouterCore? Origin { get; }

    public RouterSettings Settings { get; }

    public RouterMemory Memory { get; }

    public RouteClient Client { get; }

    /// <summary>What the Hub and the router have told.</summary>
    public HubKnowledge Hub { get; }

    /// <summary>For questions to the Hub whose answers are not kept.</summary>
    public HubClient Questions { get; }

    public MediaDownloader Downloads { get; }

    public HealthBoard Health => Memory.Health;

    public StickyConversations Sticky => Memory.Sticky;

    public RouteTables Tables { get; }

    public AutoPlans AutoPlans { get; }

    public RoutePlanner Planner { get; }

    public AttemptLoop Attempts { get; }

    public TaskRunner Tasks { get; }

    /// <summary>A core with other settings. Clock, logging, senders and the limit for connecting stay, and so do health, conversations and what was spent.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public RouterCore With(InferenceProvidersOptions options) => new(new RouterSettings(options, previous: Settings), this);

    /// <summary>The same for another user: only the Hugging Face token differs.</summary>
    public RouterCore With(Func<CancellationToken, ValueTask<string?>> token) => new(Settings.With(token), this, sameRoutes: true);

    public void Dispose() => Memory.Dispose();
}
