using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using System.Xml;

namespace InferenceProviders.Errors;

/// <summary>When something may be tried again, as somebody wrote it: a time span or a point in time.</summary>
/// <param name="Delay">From the moment of the answer.</param>
/// <param name="Moment">By the clock; null when a span was written.</param>
internal readonly partial record struct RetryTime(TimeSpan Delay, DateTimeOffset? Moment = null)
{
    /// <summary>
    /// One or more numbers with units: <c>2m59.56s</c>, <c>1 hour, 5 minutes and 20 seconds</c>, <c>a minute</c>.
    /// </summary>
    public const string Duration = $@"{Quantity}(?:\s*(?:,|and)?\s*{Quantity})*";

    private const string Quantity = $@"(?<n>\d+(?:\.\d+)?\s*-?|(?:{NumberWords})\s+)(?<u>{Units})(?![a-z])";
    private const string NumberWords = "an?|one|two|three|four|five|six|ten|fifteen|twenty|thirty|sixty";
    private const string Units =
        "nanoseconds?|ns|microseconds?|[uµμ]s|milliseconds?|millis|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?"
            + "|hrs?|h|days?|d|weeks?";

    // What is further away is no pause but a mistake, and so is an epoch that is not of this century.
    private const double LongestSeconds = 1e9;
    private const double LastEpoch = 4.2e9;

    /// <summary>The wait from <paramref name="now"/> on; zero when the moment has passed.</summary>
    public TimeSpan From(DateTimeOffset now) =>
        Moment is not { } moment ? Delay : moment > now ? moment - now : TimeSpan.Zero;

    /// <summary>
    /// A number of units, or, when it is as large as today's, a Unix time in seconds, milliseconds, microseconds or
    /// nanoseconds.
    /// </summary>
    /// <returns>Null when it is negative or absurd.</returns>
    public static RetryTime? Of(double number, double secondsPerUnit = 1)
    {
        for (var perSecond = secondsPerUnit < 1 ? 1e3 : 1; perSecond <= 1e9; perSecond *= 1e3)
        {
            if (number / perSecond is >= LongestSeconds and < LastEpoch and var epoch)
            {
                return new(default, DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(epoch));
            }
        }

        return number * secondsPerUnit is >= 0 and < LongestSeconds and var seconds
            ? new(TimeSpan.FromSeconds(seconds))
            : null;
    }

    /// <summary>
    /// Reads a value in any form: a number, a duration (Go's, ISO 8601's, words), or a date (HTTP's, RFC 3339's).
    /// </summary>
    /// <param name="text">The value.</param>
    /// <param name="secondsPerUnit">The unit of a bare number.</param>
    public static RetryTime? Parse(string text, double secondsPerUnit = 1)
    {
        var value = text.AsSpan().Trim().Trim("\"'~≈").Trim();
        if (value.IsEmpty)
        {
            return null;
        }

        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return Of(number, secondsPerUnit);
        }

        var words = value.ToString();
        return IsDuration().Match(words) is { Success: true } duration ? Sum(duration)
            : value[0] == 'P' ? Iso(words)
            : TimeSpan.TryParseExact(
                words, ["h\\:mm\\:ss", "hh\\:mm\\:ss", "hh\\:mm\\:ss\\.FFFFFFF"], CultureInfo.InvariantCulture,
                out var clock) ? new(clock)
            : Date(words);
    }

    /// <summary>The sum of what a match of <see cref="Duration"/> found.</summary>
    public static RetryTime? Sum(Match duration)
    {
        var seconds = 0.0;
        var (numbers, units) = (duration.Groups["n"].Captures, duration.Groups["u"].Captures);
        for (var i = 0; i < units.Count; i++)
        {
            seconds += Number(numbers[i].ValueSpan.Trim(" \t-")) * SecondsPer(units[i].Value);
        }

        return Of(seconds) is { Moment: null } sum ? sum : null;
    }

    /// <summary>How many seconds a unit has; 1 for one that is not known.</summary>
    public static double SecondsPer(string unit) => unit.ToLowerInvariant() switch
    {
        "ns" or "nanosecond" or "nanoseconds" => 1e-9,
        "us" or "µs" or "μs" or "microsecond" or "microseconds" => 1e-6,
        "ms" or "msec" or "msecs" or "millis" or "millisecond" or "milliseconds" => 1e-3,
        "m" or "min" or "mins" or "minute" or "minutes" => 60,
        "h" or "hr" or "hrs" or "hour" or "hours" => 3600,
        "d" or "day" or "days" => 86_400,
        "week" or "weeks" => 604_800,
        _ => 1,
    };

    private static double Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number
            : text.ToString().ToLowerInvariant() switch
            {
                "two" => 2,
                "three" => 3,
                "four" => 4,
                "five" => 5,
                "six" => 6,
                "ten" => 10,
                "fifteen" => 15,
                "twenty" => 20,
                "thirty" => 30,
                "sixty" => 60,
                _ => 1,
            };

    private static RetryTime? Iso(string text)
    {
        try
        {
            return Of(XmlConvert.ToTimeSpan(text).TotalSeconds) is { Moment: null } time ? time : null;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>
    /// A date; one that names no zone is UTC. Go writes more digits of a second than .NET reads, JavaScript the zone's
    /// name behind its offset.
    /// </summary>
    private static RetryTime? Date(string text)
    {
        if (RetryConditionHeaderValue.TryParse(text, out var header) && header.Date is { } date)
        {
            return new(default, date);
        }

        var plain = Excess().Replace(text, "$1").Replace("UTC", "Z", StringComparison.OrdinalIgnoreCase);
        return text.Contains(':', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(
                plain, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces,
                out date)
                ? new(default, date)
                : null;
    }

    [GeneratedRegex($"^{Duration}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IsDuration();

    [GeneratedRegex(@"(\.\d{7})\d+|\s*\([^)]*\)|GMT(?=[+-]\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Excess();
}
