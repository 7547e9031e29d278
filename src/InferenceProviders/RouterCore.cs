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

/// <summary>What the adapters share: the settings, the connections, the knowledge of who serves what, and the retry loop.</summary>
internal sealed class RouterCore : IDisposable
{
    private readonly HttpTransport _transport;

    public RouterCore(InferenceProvidersOptions options)
    {
        Settings = new RouterSettings(options);
        _transport = new HttpTransport(Settings);
        Client = new RouteClient(_transport, Settings);
        var hub = new HubClient(Client, Settings);
        Mappings = new HubMappings(hub, Settings);
        Catalog = new HubCatalog(hub, Mappings, Settings);
        Downloads = new MediaDownloader(Settings);
        Health = new HealthBoard(Settings.TimeProvider);
        Sticky = new StickyConversations(Settings.TimeProvider);
        var factory = new RouteFactory(Settings, Health);
        Tables = new RouteTables(Settings, factory, Mappings, Catalog);
        Planner = new RoutePlanner(Settings, factory, Tables, Mappings, Sticky);
        var prices = new PriceBook(() => Catalog.LastModels);
        Attempts = new AttemptLoop(Settings, Sticky, new ServingProviders(Settings, Mappings), new CallObserver(Settings, prices), new Spending(Settings, prices));
        Tasks = new TaskRunner(this);
    }

    public RouterSettings Settings { get; }

    public RouteClient Client { get; }

    public HubCatalog Catalog { get; }

    public MediaDownloader Downloads { get; }

    public HubMappings Mappings { get; }

    public HealthBoard Health { get; }

    public StickyConversations Sticky { get; }

    public RouteTables Tables { get; }

    public RoutePlanner Planner { get; }

    public AttemptLoop Attempts { get; }

    public TaskRunner Tasks { get; }

    public void Dispose()
    {
        _transport.Dispose();
        Downloads.Dispose();
    }
}
