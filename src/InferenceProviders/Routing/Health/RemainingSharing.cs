using System.Collections.Concurrent;
using System.Globalization;
using InferenceProviders.Primitives;
using InferenceProviders.Sharing;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// Tells other processes, at most once a second a route, what is left of a provider's limits there, and hears it from
/// them.
/// </summary>
internal sealed class RemainingSharing : IDisposable
{
    private const string Topic = "rate-limits";

    /// <summary>
    /// How long a word is kept: always as long, so that a later one always replaces it, and how old it is can be told.
    /// </summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private static readonly TimeSpan BetweenWords = TimeSpan.FromSeconds(1);

    private readonly SharedState _state;
    private readonly RouteHealthRegistry _registry;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<RouteHealth, bool> _changed = new();
    private readonly ITimer _timer;
    private int _isDue;

    public RemainingSharing(SharedState state, RouteHealthRegistry registry, TimeProvider clock)
    {
        (_state, _registry, _clock) = (state, registry, clock);
        state.On(Topic, Hear);
        _timer = clock.CreateTimer(
            static self => ((RemainingSharing)self!).Tell(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A response has said what is left.</summary>
    public void Note(RouteHealth health)
    {
        _changed.TryAdd(health, true);
        if (Volatile.Read(ref _isDue) == 0 && Interlocked.Exchange(ref _isDue, 1) == 0)
        {
            _timer.Change(BetweenWords, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tell()
    {
        Volatile.Write(ref _isDue, 0);
        var now = _clock.GetTimestamp();
        foreach (var (health, _) in _changed)
        {
            _changed.TryRemove(health, out _);
            if (health.Limits?.Write(now) is { } text)
            {
                _state.Tell(
                    new SharedEntry(
                        Topic, RouteText.Write(health.Key, health.Account), $"{_state.Holder}\n{text}", Kept));
            }
        }
    }

    private void Hear(SharedEntry entry)
    {
        if (entry.Value.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end
            && entry.Value[..end] != _state.Holder
            && RouteText.TryRead(entry.Key.Split(RouteText.Separator), out var route, out var account))
        {
            var readAt = _clock.GetTimestamp() - Ticks.Of(Kept - entry.ExpiresIn, _clock);
            if (RateLimitView.Read(entry.Value.AsSpan(end + 1), readAt, _clock) is { } view)
            {
                _registry.Hear(route, account, view);
            }
        }
    }
}
