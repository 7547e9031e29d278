using System.Globalization;
using System.Text;
using InferenceProviders.Primitives;

namespace InferenceProviders.Routing.RateLimits;

/// <summary>
/// What one process has taken of a limit, and when; as a text, milliseconds before now (after it, where they are
/// negative) and amounts, <c>p</c> before what is only promised.
/// </summary>
/// <param name="Taken">What, the earliest first.</param>
internal sealed record RateWord(RateTake[] Taken)
{
    private const int MostTold = 1024;

    /// <summary>What of it still counts.</summary>
    public ReadOnlySpan<RateTake> At(TimeProvider clock)
    {
        var from = clock.GetTimestamp() - Ticks.Of(RateWindow.Length, clock);
        var start = 0;
        while (start < Taken.Length && Taken[start].At <= from)
        {
            start++;
        }

        return Taken.AsSpan(start);
    }

    public bool IsPast(long now, TimeProvider clock) =>
        Taken.Length == 0 || Taken[^1].At + Ticks.Of(RateWindow.Length, clock) <= now;

    public string Write(TimeProvider clock)
    {
        var now = clock.GetTimestamp();
        var text = new StringBuilder();
        foreach (var (at, amount, isPromise) in Taken.AsSpan(Math.Max(0, Taken.Length - MostTold)))
        {
            var age = (long)clock.GetElapsedTime(at, now).TotalMilliseconds;
            text.Append(text.Length > 0 ? " " : "").Append(isPromise ? "p" : "")
                .Append(CultureInfo.InvariantCulture, $"{age}:{amount}");
        }

        return text.ToString();
    }

    /// <summary>Null for what another version of the library may say.</summary>
    public static RateWord? Read(string text, TimeSpan age, TimeProvider clock)
    {
        var now = clock.GetTimestamp() - Ticks.Of(age > TimeSpan.Zero ? age : TimeSpan.Zero, clock);
        var taken = new List<RateTake>();
        foreach (var range in text.AsSpan().Split(' '))
        {
            var part = text.AsSpan()[range];
            var isPromise = part.StartsWith('p');
            part = part[(isPromise ? 1 : 0)..];
            var colon = part.IndexOf(':');
            if (part.IsEmpty)
            {
                continue;
            }

            if (colon < 0
                || !long.TryParse(
                    part[..colon], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms)
                || Math.Abs(ms) > TimeSpan.MillisecondsPerDay
                || !long.TryParse(part[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            {
                return null;
            }

            var at = now - (Ticks.Of(TimeSpan.FromMilliseconds(Math.Abs(ms)), clock) * Math.Sign(ms));
            taken.Add(new(at, amount, isPromise));
        }

        return new([.. taken.OrderBy(take => take.At)]);
    }
}
