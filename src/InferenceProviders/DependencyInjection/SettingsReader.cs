using System.Globalization;
using InferenceProviders.Primitives;
using Microsoft.Extensions.Configuration;

namespace InferenceProviders.DependencyInjection;

/// <summary>
/// Reads one section of configuration, without reflection. Failures name the key; values are in no message, since one
/// may be a secret in the wrong place.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration, List<string> failures)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public void Text(string key, Action<string> set)
    {
        if (Find(key) is { } section && Value(section) is { } value)
        {
            set(value);
        }
    }

    public void Flag(string key, Action<bool> set) =>
        Parse(key, "true or false", set, static (string text, out bool value) => bool.TryParse(text, out value));

    public void Number(string key, Action<long> set) =>
        Parse(
            key, "a whole number", set, static (string text, out long value) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    public void Amount(string key, Action<decimal> set) => Amount(key, "an amount of US dollars such as 0.25", set);

    public void Amount(string key, string form, Action<decimal> set) => Parse<decimal>(key, form, set, Amount);

    public void Address(string key, Action<Uri> set) => Parse<Uri>(key, "an absolute URL", set, Address);

    public void Time(string key, Action<TimeSpan> set) =>
        Parse(
            key, "a time as hours:minutes:seconds (00:01:30), or 'infinite'", set,
            static (string text, out TimeSpan value) =>
    {
        if (text.Equals("infinite", StringComparison.OrdinalIgnoreCase))
        {
            value = Timeout.InfiniteTimeSpan;
            return true;
        }

        // A number alone would be days.
        value = default;
        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    });

    public void Choice<T>(string key, T[] choices, Action<T> set)
        where T : struct, Enum =>
        Parse(
            key, string.Join(" or ", choices), set, (string text, out T value) =>
            Enum.TryParse(text, ignoreCase: true, out value) && choices.Contains(value));

    /// <summary>Members of an enumeration by name, several of them with commas between.</summary>
    public void Choices<T>(string key, IDictionary<string, T> into)
        where T : struct, Enum
    {
        foreach (var section in Find(key)?.GetChildren() ?? [])
        {
            Parse<T>(
                section, $"names among {string.Join(", ", Enum.GetNames<T>())}, with commas between",
                value => into[section.Key] = value,
                static (string text, out T value) =>
                {
                    value = default;
                    return !text.AsSpan().ContainsAnyInRange('0', '9')
                        && Enum.TryParse(text, ignoreCase: true, out value);
                });
        }
    }

    /// <summary>An array, or one text with commas.</summary>
    public void List(string key, Action<List<string>> set)
    {
        if (Find(key) is not { } section)
        {
            return;
        }

        var items = section.GetChildren().Select(child => child.Value ?? "").ToList();
        set(items.Count > 0
            ? items
            : [.. (section.Value ?? "").Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
    }

    public void Texts(string key, IDictionary<string, string> into)
    {
        foreach (var (name, section) in Named(key))
        {
            if (Value(section) is { } value)
            {
                into[name] = value;
            }
        }
    }

    /// <summary>Numbers by name.</summary>
    public void Numbers(string key, Action<string, decimal> set)
    {
        foreach (var section in Find(key)?.GetChildren() ?? [])
        {
            Parse<decimal>(section, "a number such as 2 or 0.5", value => set(section.Key, value), Amount);
        }
    }

    public void Addresses(string key, IDictionary<string, Uri> into)
    {
        foreach (var (name, section) in Named(key))
        {
            Parse<Uri>(section, "an absolute URL", value => into[name] = value, Address);
        }
    }

    /// <summary>The name of the section.</summary>
    public string Name => (configuration as IConfigurationSection)?.Key ?? "";

    /// <summary>What stands in place of a section; null for a section.</summary>
    public string? Single => (configuration as IConfigurationSection)?.Value?.Trim();

    /// <summary>What is below this section: sections, or single values.</summary>
    public IEnumerable<SettingsReader> Children =>
        configuration.GetChildren().Select(child => new SettingsReader(child, failures));

    /// <summary>A section that may be missing, or a single value.</summary>
    public SettingsReader? At(string key) => Find(key) is { } section ? new(section, failures) : null;

    /// <summary>
    /// What is below a section, by names of the user's: sections, or single values. Configuration splits
    /// <c>host:port</c> in two.
    /// </summary>
    public IEnumerable<(string Name, SettingsReader Reader)> Entries(string key) =>
        Named(key).Select(pair => (pair.Name, new SettingsReader(pair.Section, failures)));

    /// <summary>Whether something in this section, or before it, is wrong.</summary>
    public bool HasFailed => failures.Count > 0;

    /// <summary>Notes what is wrong with a key of the section; with the section itself when it is null.</summary>
    public void Fail(string? key, string what)
    {
        var path = (configuration as IConfigurationSection)?.Path;
        var parts = new[] { path, key }.Where(part => !string.IsNullOrEmpty(part));
        var end = what.IndexOf(" (Parameter '", StringComparison.Ordinal);
        failures.Add($"{string.Join(':', parts)}: {(end < 0 ? what : what[..end])}");
    }

    public void Section(string key, Action<SettingsReader> read)
    {
        if (Find(key) is { } section)
        {
            var reader = new SettingsReader(section, failures);
            read(reader);
            reader.RefuseOthers();
        }
    }

    /// <summary>An array of sections.</summary>
    public void Items(string key, Action<SettingsReader> read)
    {
        foreach (var section in Find(key)?.GetChildren() ?? [])
        {
            Read(section, read);
        }
    }

    /// <summary>A section of sections, each with a name of the user's.</summary>
    public void Sections(string key, Action<string, SettingsReader> read)
    {
        foreach (var (name, section) in Named(key))
        {
            Read(section, reader => read(name, reader));
        }
    }

    /// <summary>
    /// A key that is none of those asked for is a slip of the pen. Those that begin with <c>//</c> or <c>$</c> are
    /// comments.
    /// </summary>
    public void RefuseOthers()
    {
        foreach (var other in configuration.GetChildren().Where(
            child =>
            !_known.Contains(child.Key) && !child.Key.StartsWith("//", StringComparison.Ordinal)
            && !child.Key.StartsWith('$')))
        {
            var meant = NearestName.Of(other.Key, _known) is { } near ? $" Did you mean '{near}'?" : "";
            failures.Add(
                $"{other.Path}: there is no such setting. Known settings: {string.Join(", "
                + $"", _known.Order(StringComparer.Ordinal))}.{meant}");
        }
    }

    private void Read(IConfigurationSection section, Action<SettingsReader> read)
    {
        if (section.Value is not null)
        {
            failures.Add($"{section.Path}: it must be a section.");
            return;
        }

        var reader = new SettingsReader(section, failures);
        read(reader);
        reader.RefuseOthers();
    }

    /// <summary>A number, with a point where it has one.</summary>
    public static bool Amount(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static bool Address(string text, out Uri value) => Uri.TryCreate(text, UriKind.Absolute, out value!);

    private IConfigurationSection? Find(string key)
    {
        _known.Add(key);
        return configuration.GetSection(key) is { } section && section.Exists() ? section : null;
    }

    private string? Value(IConfigurationSection section)
    {
        if (section.Value is null)
        {
            failures.Add($"{section.Path}: it must be a single value.");
        }

        return string.IsNullOrWhiteSpace(section.Value) ? null : section.Value.Trim();
    }

    private IEnumerable<(string Name, IConfigurationSection Section)> Named(string key) =>
        (Find(key)?.GetChildren() ?? []).SelectMany(child =>
            child.GetChildren().Where(port => port.Key.All(char.IsAsciiDigit))
                .Select(port => ($"{child.Key}:{port.Key}", port)) is var ports && ports.Any()
                    ? ports
                    : [(child.Key, child)]);

    private void Parse<T>(string key, string form, Action<T> set, TryParse<T> parse)
    {
        if (Find(key) is { } section)
        {
            Parse(section, form, set, parse);
        }
    }

    private void Parse<T>(IConfigurationSection section, string form, Action<T> set, TryParse<T> parse)
    {
        if (Value(section) is not { } text)
        {
            return;
        }

        if (parse(text, out var value))
        {
            set(value);
        }
        else
        {
            failures.Add($"{section.Path}: it must be {form}.");
        }
    }

    private delegate bool TryParse<T>(string text, out T value);
}
