using InferenceProviders.Media;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Policies;
using InferenceProviders.Routing.RateLimits;
using InferenceProviders.Sharing;
using InferenceProviders.Spending;
using InferenceProviders.Transport;

namespace InferenceProviders.Routing.Runtime;

/// <summary>
/// What lives as long as the router, whatever its settings are at the moment: connections, health, conversations, the
/// retry budget.
/// </summary>
internal sealed class RouterState : IDisposable
{
    public RouterState(RouterSettings settings)
    {
        var clock = settings.TimeProvider;
        Transport = new HttpTransport(settings);
        Downloads = new MediaDownloader(settings);
        Health = new RouteHealthRegistry(clock);
        if (settings.Sharing.Store is not null)
        {
            Sharing = new SharedState(settings.Sharing, settings.LoggerFactory);
            Limits = new SharedLimits(Sharing, clock);
            Health.Sharing = new HealthSharing(Sharing, Health, clock);
            Rates = new RateSharing(Sharing, clock, settings.HasRateLimits);
        }

        RateLimits = new RateLimitRegistry(clock, Rates);

        Attempts = new AttemptState(clock, Sharing);
        Sharing?.Start();
    }

    public HttpTransport Transport { get; }

    public MediaDownloader Downloads { get; }

    public RouteHealthRegistry Health { get; }

    /// <summary>What tenants and users spend.</summary>
    public KeyedLimits KeyedLimits { get; } = new();

    /// <summary>How much of the users' own limits is taken.</summary>
    public RateLimitRegistry RateLimits { get; }

    public AttemptState Attempts { get; }

    /// <summary>What is shared with other processes; null where nothing is.</summary>
    public SharedState? Sharing { get; }

    /// <summary>The limits that count with those of other processes; null where nothing is shared.</summary>
    public SharedLimits? Limits { get; }

    /// <summary>
    /// Counts what other processes take of the users' own limits on the rate; null where nothing is shared.
    /// </summary>
    public RateSharing? Rates { get; }

    public void Dispose()
    {
        Rates?.Dispose();
        Health.Sharing?.Dispose();
        Limits?.Dispose();
        Sharing?.Dispose();
        Transport.Dispose();
        Downloads.Dispose();
    }
}
