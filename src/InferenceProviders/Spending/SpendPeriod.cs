using System.Globalization;
using InferenceProviders.Spending;

namespace InferenceProviders;

/// <summary>
/// How long a <see cref="SpendLimit"/> is for: a day, a month, or the time that has just passed. What was spent before
/// does not count any more. Two of the same length and time zone are equal.
/// </summary>
public sealed record SpendPeriod
{
    private readonly Length _length;
    private readonly TimeZoneInfo? _zone;
    private readonly TimeSpan _window;

    private SpendPeriod(Length length, TimeZoneInfo? zone, TimeSpan window)
    {
        _length = length;
        _zone = zone;
        _window = window;
    }

    private enum Length
    {
        Day,
        Month,
        Sliding,
    }

    /// <summary>A calendar day.</summary>
    /// <param name="timeZone">In which it begins at midnight. Null: UTC.</param>
    /// <returns>The period.</returns>
    public static SpendPeriod Day(TimeZoneInfo? timeZone = null) =>
        new(Length.Day, timeZone ?? TimeZoneInfo.Utc, default);

    /// <summary>A calendar month.</summary>
    /// <param name="timeZone">In which it begins at midnight of its first day. Null: UTC.</param>
    /// <returns>The period.</returns>
    public static SpendPeriod Month(TimeZoneInfo? timeZone = null) =>
        new(Length.Month, timeZone ?? TimeZoneInfo.Utc, default);

    /// <summary>
    /// The time that has just passed, at every moment: what a call cost leaves the sum so long after the call's end, or
    /// at most a sixtieth of the time later.
    /// </summary>
    /// <param name="window">The length of the window, from 1 second to 366 days.</param>
    /// <returns>The period.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window is shorter or longer.</exception>
    public static SpendPeriod Sliding(TimeSpan window) =>
        window >= TimeSpan.FromSeconds(1) && window <= TimeSpan.FromDays(366)
            ? new(Length.Sliding, zone: null, window)
            : throw new ArgumentOutOfRangeException(
                nameof(window), window, "The window must be between 1 second and 366 days.");

    /// <summary>The time that a sliding sum looks back; null for a period of the calendar.</summary>
    internal TimeSpan? Window => _length == Length.Sliding ? _window : null;

    /// <summary>The name of its unit, for messages: <c>day</c>, <c>month</c>; null for a sliding one.</summary>
    internal string? Unit => _length switch
    {
        Length.Day => "day",
        Length.Month => "month",
        _ => null,
    };

    /// <summary>The period of the calendar that a moment is in: from its beginning to before its end.</summary>
    internal CalendarSpan At(DateTimeOffset now)
    {
        var day = TimeZoneInfo.ConvertTime(now, _zone!).Date;
        var first = _length == Length.Day ? day : day.AddDays(1 - day.Day);
        while (true)
        {
            // Where clocks are put back over midnight, a day seems to begin twice: the first time counts.
            var next = _length == Length.Day ? first.AddDays(1) : first.AddMonths(1);
            if (Midnight(next) is var end && end > now)
            {
                return new(Midnight(first), end);
            }

            first = next;
        }
    }

    /// <summary>The unit and its time zone, or the length of the window.</summary>
    public override string ToString() => _length == Length.Sliding
        ? string.Create(CultureInfo.InvariantCulture, $"the last {_window:c}")
        : $"{Unit} ({_zone!.Id})";

    /// <summary>The first moment of a date in the time zone.</summary>
    private DateTimeOffset Midnight(DateTime date)
    {
        var offset = _zone!.IsInvalidTime(date)

            // Clocks are put forward over it: the date begins at the moment when that happens.
            ? _zone.GetUtcOffset(date.AddDays(-1))
            : _zone.IsAmbiguousTime(date)
            ? _zone.GetAmbiguousTimeOffsets(date).Max()
            : _zone.GetUtcOffset(date);
        return new DateTimeOffset(date, offset);
    }
}
