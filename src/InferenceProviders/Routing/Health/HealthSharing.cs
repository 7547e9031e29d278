using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InferenceProviders.Primitives;
using InferenceProviders.Sharing;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// Tells other processes which routes and keys rest, and what was refused for good reason, and hears of it from them.
/// What one process alone cannot judge, it keeps to itself: breakers and latencies, which one bad network spoils.
/// </summary>
internal sealed class HealthSharing
{
    private const string RestTopic = "rests";
    private const string RefusalTopic = "refusals";
    private const char Separator = '\t';
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
        state.On(RestTopic, HearRest);
        state.On(RefusalTopic, HearRefusal);
    }

    /// <summary>Names an account without naming its secret.</summary>
    public static string AccountOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)).AsSpan(0, 16));

    public void Tell(RouteKey route, string? account, RestKind kind, long end)
    {
        var what = ((int)kind).ToString(CultureInfo.InvariantCulture);
        var key = Write(route, kind == RestKind.Route ? null : account, what);
        var time = _clock.GetElapsedTime(_clock.GetTimestamp(), end);
        if (time > TimeSpan.Zero && IsNews(key, end))
        {
            _state.Tell(new SharedEntry(RestTopic, key, "", time));
        }
    }

    public void Tell(RouteKey route, Capability lacking, long tooLong)
    {
        var value = string.Create(CultureInfo.InvariantCulture, $"{(int)lacking}{Separator}{tooLong}");
        _state.Tell(
            new SharedEntry(RefusalTopic, Write(route, account: null, value), value, LearnedCapabilities.Memory));
    }

    private static string Write(RouteKey route, string? account, string what) =>
        string.Join(
            Separator, what, route.Provider, route.Model, route.Task.Name, route.AuthMode.ToString(),
            route.Protocol?.ToString() ?? "", account ?? "");

    private static bool TryRead(ReadOnlySpan<string> parts, out RouteKey route, out string? account)
    {
        (route, account) = (default, null);
        if (parts is not [var provider, var model, { Length: > 0 } task, var mode, var protocol, var name]
            || !Enum.TryParse<AuthMode>(mode, out var authMode))
        {
            return false;
        }

        route = new RouteKey(
            provider, model, new InferenceTask(task), authMode,
            Enum.TryParse<ChatProtocol>(protocol, out var known) ? known : null);
        account = name.Length == 0 ? null : name;
        return true;
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
        var parts = entry.Key.Split(Separator);
        if (parts.Length == 7 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kind)
            && Enum.IsDefined((RestKind)kind) && TryRead(parts.AsSpan(1), out var route, out var account))
        {
            var end = _clock.GetTimestamp() + Ticks.Of(entry.ExpiresIn, _clock);
            _told[entry.Key] = end;
            _registry.Rest(route, account, (RestKind)kind, end);
        }
    }

    private void HearRefusal(SharedEntry entry)
    {
        var parts = entry.Key.Split(Separator);
        if (parts.Length == 8
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var lacking)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var tooLong)
            && TryRead(parts.AsSpan(2), out var route, out _))
        {
            _registry.For(route).Learn((Capability)lacking, tooLong);
        }
    }
}
