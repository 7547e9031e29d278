using System.Buffers;
using System.Text;
using System.Text.Json;
using InferenceProviders.Routing.Health;

namespace InferenceProviders;

/// <summary>
/// What a router's own attempts have shown of the routes that it used: for dashboards, health checks and tests.
/// Thread-safe.
/// </summary>
public sealed class RouterHealth
{
    private readonly RouteHealthRegistry _board;
    private readonly TimeProvider _clock;

    internal RouterHealth(RouteHealthRegistry board, TimeProvider clock)
    {
        _board = board;
        _clock = clock;
    }

    /// <summary>Every route that was used, in no particular order.</summary>
    public IReadOnlyList<RouteStatus> Routes => [.. _board.All.Select(health => health.Status(_clock.GetTimestamp()))];

    /// <summary>The routes of a model, ignoring case.</summary>
    /// <param name="model">
    /// Its id on the Hub, without a suffix: routes of the server's choice have theirs; or an endpoint's URL.
    /// </param>
    /// <returns>The routes of the model that were used; empty when none was.</returns>
    /// <exception cref="ArgumentException"><paramref name="model"/> is null, empty or blank.</exception>
    public IReadOnlyList<RouteStatus> Of(string model)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        return [
            .. Routes.Where(route => Named(route.Model).Equals(model.AsSpan(), StringComparison.OrdinalIgnoreCase))];

        // The server-side router's policies and providers are behind a colon, which no id has.
        static ReadOnlySpan<char> Named(string id) =>
            id.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            && !id.Contains("://", StringComparison.Ordinal) ? id.AsSpan(0, colon) : id.AsSpan();
    }

    /// <summary>
    /// All of it as JSON: an array of objects with the names of <see cref="RouteStatus"/> in snake case, times in
    /// seconds.
    /// </summary>
    /// <returns>The JSON text.</returns>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var route in Routes.OrderBy(route => route.Model, StringComparer.Ordinal).ThenBy(
                route => route.Provider, StringComparer.Ordinal).ThenBy(
                route => route.KeyName, StringComparer.Ordinal))
            {
                Write(writer, route);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, RouteStatus route)
    {
        writer.WriteStartObject();
        writer.WriteString("provider", route.Provider);
        writer.WriteString("model", route.Model);
        writer.WriteString("task", route.Task.Name);
        writer.WriteString("protocol", route.Protocol?.ToString());
        writer.WriteString("auth_mode", route.AuthMode.ToString());
        writer.WriteString("key_name", route.KeyName);
        writer.WriteString("state", route.State.ToString());
        Number("state_ends_in", route.StateEndsIn?.TotalSeconds);
        writer.WriteNumber("calls_in_flight", route.CallsInFlight);
        writer.WriteNumber("attempts", route.Attempts);
        Number("success_rate", route.SuccessRate);
        Number("time_to_first_token", route.TimeToFirstToken?.TotalSeconds);
        Number("time_to_first_token_95", route.TimeToFirstToken95?.TotalSeconds);
        Number("tokens_per_second", route.TokensPerSecond);
        writer.WriteStartArray("rate_limits");
        foreach (var limit in route.RateLimits)
        {
            writer.WriteStartObject();
            writer.WriteString("name", limit.Name);
            writer.WriteBoolean("is_own", limit.IsOwn);
            Number("limit", limit.Limit);
            writer.WriteNumber("remaining", limit.Remaining);
            Number("resets_in", limit.ResetsIn?.TotalSeconds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("refused");
        foreach (var refused in route.Refused)
        {
            writer.WriteStringValue(refused);
        }

        writer.WriteEndArray();
        Number("too_long_prompt_bytes", route.TooLongPromptBytes);
        writer.WriteEndObject();

        void Number(string name, double? value)
        {
            if (value is { } number)
            {
                writer.WriteNumber(name, number);
            }
            else
            {
                writer.WriteNull(name);
            }
        }
    }
}
