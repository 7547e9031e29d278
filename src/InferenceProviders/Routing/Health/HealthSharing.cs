using System.Collections.Concurrent;
using System.Globalization;
using InferenceProviders.Primitives;
using InferenceProviders.Sharing;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// Tells other processes which routes and keys rest, and what was refused for good reason, and hears of it from them.
/// What one process alone cannot judge, it keeps to itself: breakers and latencies, which one bad network spoils.
/// </summary>
internal sealed class HealthSharing : IDisposable
{
    private const string RestTopic = "rests";
    private const string RefusalTopic = "refusals";
    private const int MaxTold = 8192;

    /// <summary>A rest that ends so little later is no news.</summary>
    private static readonly TimeSpan News = TimeSpan.FromSeconds(1);

    private readonly SharedState _state;
    private readonly RouteHealthRegistry _registry;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, long> _told = new(StringComparer.Ordinal);

    public HealthSharing(SharedState state, RouteHealthRegistry registry, TimeProvider clock)
    {
        (_state, _registry, _clock) = (state, registry, clock);
        Remaining = new RemainingSharing(state, registry, clock);
        state.On(RestTopic, HearRest);
        state.On(RefusalTopic, HearRefusal);
    }

    /// <summary>What is left of providers' limits.</summary>
    public RemainingSharing Remaining { get; }

    public void Dispose() => Remaining.Dispose();

    public void Tell(RouteKey route, string? account, RestKind kind, long end)
    {
        var what = ((int)kind).ToString(CultureInfo.InvariantCulture);
        var key = RouteText.Write(route, kind == RestKind.Route ? null : account, what);
        var time = _clock.GetElapsedTime(_clock.GetTimestamp(), end);
        if (time > TimeSpan.Zero && IsNews(key, end))
        {
            _state.Tell(new SharedEntry(RestTopic, key, "", time));
        }
    }

    public void Tell(RouteKey route, Capability lacking, long tooLong)
    {
        var value = string.Create(CultureInfo.InvariantCulture, $"{(int)lacking}{RouteText.Separator}{tooLong}");
        _state.Tell(
            new SharedEntry(
                RefusalTopic, RouteText.Write(route, account: null, value), value, LearnedCapabilities.Memory));
    }

    private bool IsNews(string key, long end)
    {
        if (_told.TryGetValue(key, out var told) && _clock.GetElapsedTime(told, end) < News)
        {
            return false;
        }

        if (_told.Count >= MaxTold)
        {
            // What is told twice does no harm.
            _told.Clear();
        }

        _told[key] = end;
        return true;
    }

    private void HearRest(SharedEntry entry)
    {
        // What another version of the library says may not be known here.
        var parts = entry.Key.Split(RouteText.Separator);
        if (parts.Length == 7 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kind)
            && Enum.IsDefined((RestKind)kind) && RouteText.TryRead(parts.AsSpan(1), out var route, out var account))
        {
            var end = _clock.GetTimestamp() + Ticks.Of(entry.ExpiresIn, _clock);
            _told[entry.Key] = end;
            _registry.Rest(route, account, (RestKind)kind, end);
        }
    }

    private void HearRefusal(SharedEntry entry)
    {
        var parts = entry.Key.Split(RouteText.Separator);
        if (parts.Length == 8
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var lacking)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var tooLong)
            && RouteText.TryRead(parts.AsSpan(2), out var route, out _))
        {
            _registry.For(route).Learn((Capability)lacking, tooLong);
        }
    }
}
