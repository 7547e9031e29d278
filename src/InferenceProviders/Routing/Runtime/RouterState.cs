using InferenceProviders.Media;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Transport;

namespace InferenceProviders.Routing.Runtime;

/// <summary>
/// What lives as long as the router, whatever its settings are at the moment: connections, health, conversations, the
/// retry budget.
/// </summary>
internal sealed class RouterState(RouterSettings settings) : IDisposable
{
    public HttpTransport Transport { get; } = new(settings);

    public MediaDownloader Downloads { get; } = new(settings);

    public RouteHealthRegistry Health { get; } = new(settings.TimeProvider);

    public AttemptState Attempts { get; } = new(settings.TimeProvider);

    public void Dispose()
    {
        Transport.Dispose();
        Downloads.Dispose();
    }
}
