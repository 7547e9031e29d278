using InferenceProviders.Media;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Sharing;
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

    /// <summary>The limits that count with those of other processes; null where nothing is shared.</summary>
    public SharedLimits? Limits { get; } = Share(settings);

    public void Dispose()
    {
        Limits?.Dispose();
        Limits?.State.Dispose();
        Transport.Dispose();
        Downloads.Dispose();
    }

    private static SharedLimits? Share(RouterSettings settings)
    {
        if (settings.Sharing.Store is null)
        {
            return null;
        }

        var state = new SharedState(settings.Sharing, settings.LoggerFactory);
        return new SharedLimits(state, settings.TimeProvider);
    }
}
