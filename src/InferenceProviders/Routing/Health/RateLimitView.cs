using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.RateLimits;

namespace InferenceProviders.Routing.Health;

/// <summary>
/// What is left of a provider's limits on a route with a key, by the headers of its last response that had any.
/// Immutable.
/// </summary>
internal sealed class RateLimitView(IReadOnlyList<RateLimitReading> readings, long readAt, TimeProvider clock)
{
    /// <summary>How long it counts where no end is said.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>What a response says; null when it says nothing of limits.</summary>
    public static RateLimitView? Of(HttpResponseHeaders headers, TimeProvider clock) =>
        RateLimitParser.Read(headers, clock.GetUtcNow()) is { } readings
            ? new(readings, clock.GetTimestamp(), clock)
            : null;

    /// <summary>When it was said, as a timestamp.</summary>
    public long ReadAt => readAt;

    /// <summary>What another process wrote, which had it at a moment; null when it says nothing.</summary>
    public static RateLimitView? Read(ReadOnlySpan<char> text, long at, TimeProvider clock)
    {
        var readings = new List<RateLimitReading>();
        var age = 0L;
        foreach (var line in text.Split('\n'))
        {
            if (text[line].ToString().Split('\t') is [var name, var limit, var remaining, var reset])
            {
                readings.Add(new RateLimitReading(name)
                {
                    Limit = Number(limit),
                    Remaining = Number(remaining),
                    ResetsIn = Number(reset) is { } wait ? TimeSpan.FromMilliseconds(wait) : null,
                });
            }
            else if (readings.Count == 0)
            {
                age = Number(text[line]) ?? 0;
            }
        }

        return readings.Count == 0 ? null : new(readings, at - Ticks.Of(TimeSpan.FromMilliseconds(age), clock), clock);

        static long? Number(ReadOnlySpan<char> text) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= TimeSpan.MaxValue.TotalMilliseconds / 2 ? number : null;
    }

    /// <summary>For other processes: how old it is, in milliseconds; then a line a limit.</summary>
    public string Write(long now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(long)clock.GetElapsedTime(readAt, now).TotalMilliseconds}");
        foreach (var reading in readings)
        {
            if (!reading.Name.AsSpan().ContainsAny('\t', '\n'))
            {
                var reset = (long?)reading.ResetsIn?.TotalMilliseconds;
                text.Append(
                    CultureInfo.InvariantCulture, $"\n{reading.Name}\t{reading.Limit}\t{reading.Remaining}\t{reset}");
            }
        }

        return text.ToString();
    }

    /// <summary>Whether nothing of it holds any more.</summary>
    public bool IsPast(long now)
    {
        var age = clock.GetElapsedTime(readAt, now);
        foreach (var reading in readings)
        {
            if (age < (reading.ResetsIn ?? Lifetime))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The timestamp until which something is used up; 0 when nothing is.</summary>
    public long UsedUpUntil
    {
        get
        {
            var until = 0L;
            foreach (var reading in readings)
            {
                if (reading is { Remaining: 0, ResetsIn: { } wait } && wait > TimeSpan.Zero)
                {
                    until = Math.Max(until, readAt + Ticks.Of(wait, clock));
                }
            }

            return until;
        }
    }

    /// <summary>What still holds at a moment.</summary>
    public IEnumerable<RateLimitStatus> At(long now)
    {
        var age = clock.GetElapsedTime(readAt, now);
        foreach (var reading in readings)
        {
            if (reading.Remaining is { } left && age < (reading.ResetsIn ?? Lifetime))
            {
                yield return new RateLimitStatus
                {
                    Name = reading.Name,
                    Limit = reading.Limit,
                    Remaining = left,
                    ResetsIn = reading.ResetsIn - age,
                };
            }
        }
    }

    /// <summary>What is left of the users' own limits.</summary>
    public static IEnumerable<RateLimitStatus> Own(RateGate gate, long now)
    {
        foreach (var meter in gate.Meters)
        {
            foreach (var (name, window) in new[] { ("requests", meter.Requests), ("tokens", meter.Tokens) })
            {
                if (window is not null)
                {
                    yield return new RateLimitStatus
                    {
                        Name = name,
                        IsOwn = true,
                        Limit = window.Limit,
                        Remaining = gate.LeftAt(window, now),
                    };
                }
            }

            if (meter.Calls?.GetStatistics() is { } calls)
            {
                yield return new RateLimitStatus
                {
                    Name = "calls",
                    IsOwn = true,
                    Limit = meter.Limit.ConcurrentCalls,
                    Remaining = calls.CurrentAvailablePermits,
                };
            }
        }
    }
}
