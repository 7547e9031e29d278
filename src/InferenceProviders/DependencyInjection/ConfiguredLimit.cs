using System.Globalization;

namespace InferenceProviders.DependencyInjection;

/// <summary>Reads spend limits, and the levels of tenants and users.</summary>
internal static class ConfiguredLimit
{
    private const string Dollars = "UsDollars";
    private const string Zone = "TimeZone";

    /// <summary>
    /// An amount of US dollars, or a section. Null when something is wrong, which is among the reader's failures then.
    /// </summary>
    public static SpendLimit? Read(SettingsReader section)
    {
        string? name = null;
        return section.Single is { } amount
            ? Of(section, amount)
            : Read(section, () => section.Text(nameof(SpendLimit.Name), value => name = value), () => name);
    }

    /// <summary>The same for each of the tenants or users of a level.</summary>
    public static SpendLevel? Level(SettingsReader section)
    {
        string? parent = null;
        var amounts = new Dictionary<string, decimal>(StringComparer.Ordinal);
        var limit = section.Single is { } amount ? Of(section, amount) : Read(
            section,
            () =>
            {
                section.Text(nameof(SpendLevel.Parent), value => parent = value);
                section.Numbers(nameof(SpendLevel.Amounts), (key, value) => amounts[key] = value);
            },
            () => null);
        return limit is null ? null : new SpendLevel(limit) { Parent = parent, Amounts = amounts };
    }

    private static SpendLimit? Of(SettingsReader section, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (!SettingsReader.Amount(text, out var amount))
        {
            section.Fail(null, "it must be an amount of US dollars such as 0.25.");
            return null;
        }

        if (amount is >= 0 and <= SpendLimit.Largest)
        {
            return new SpendLimit(amount);
        }

        section.Fail(null, $"the limit must be between 0 and {SpendLimit.Largest:N0} US dollars.");
        return null;
    }

    private static SpendLimit? Read(SettingsReader section, Action readMore, Func<string?> name)
    {
        decimal? dollars = null;
        string? period = null;
        string? zone = null;
        var unpriced = false;
        List<string> alerts = [];
        List<string> models = [];
        section.Amount(Dollars, value => dollars = value);
        readMore();
        section.Text(nameof(SpendLimit.Period), value => period = value);
        section.Text(Zone, value => zone = value);
        section.Flag(nameof(SpendLimit.AllowUnpriced), value => unpriced = value);
        section.List(nameof(SpendLimit.AlertAt), value => alerts = value);
        section.List(nameof(SpendLimit.WhenSpent), value => models = value);
        section.RefuseOthers();
        if (dollars is not { } amount)
        {
            return section.HasFailed ? null : Missing(section);
        }

        try
        {
            return new SpendLimit(amount)
            {
                Name = name(),
                Period = Period(section, period, zone),
                AllowUnpriced = unpriced,
                AlertAt = Shares(section, alerts),
                WhenSpent = models,
            };
        }
        catch (ArgumentException exception)
        {
            var key = exception.ParamName switch
            {
                "usDollars" => null,
                "window" => nameof(SpendLimit.Period),
                var argument => argument,
            };
            section.Fail(key, exception.Message);
            return null;
        }
    }

    private static SpendLimit? Missing(SettingsReader section)
    {
        section.Fail(Dollars, "the limit is missing: an amount of US dollars such as 0.25.");
        return null;
    }

    private static SpendPeriod? Period(SettingsReader section, string? period, string? zone)
    {
        var found = TimeZoneInfo.Utc;
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out found!))
        {
            section.Fail(Zone, "this machine knows no time zone of that name. Write one such as Europe/Berlin.");
            return null;
        }

        if (period is null)
        {
            if (zone is not null)
            {
                section.Fail(Zone, "a time zone is for a Period of day or month.");
            }

            return null;
        }

        if (period.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(period, CultureInfo.InvariantCulture, out var window))
        {
            return SpendPeriod.Sliding(window);
        }

        if (period.Equals("day", StringComparison.OrdinalIgnoreCase))
        {
            return SpendPeriod.Day(found);
        }

        if (period.Equals("month", StringComparison.OrdinalIgnoreCase))
        {
            return SpendPeriod.Month(found);
        }

        section.Fail(
            nameof(SpendLimit.Period), "it must be day, month, or the time of a sliding window (1.00:00:00 is a day).");
        return null;
    }

    private static double[] Shares(SettingsReader section, List<string> texts)
    {
        var shares = new List<double>();
        foreach (var text in texts)
        {
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share))
            {
                shares.Add(share);
            }
            else
            {
                section.Fail(nameof(SpendLimit.AlertAt), "each must be a share such as 0.9.");
            }
        }

        return [.. shares];
    }
}
