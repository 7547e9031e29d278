using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Models.Schemas;

/// <summary>Whether a text satisfies a schema's length, pattern and format; and one that does.</summary>
internal static class TextFit
{
    public static bool Fits(JsonObject keywords, string text)
    {
        var length = text.EnumerateRunes().Count();
        return length >= (NumberSampler.Count(keywords, "minLength") ?? 0)
            && length <= (NumberSampler.Count(keywords, "maxLength") ?? int.MaxValue)
            && (Keyword(keywords, "pattern") is not { } pattern || PatternSampler.Matches(pattern, text))
            && (Keyword(keywords, "format") is not { } format || HasFormat(format, text));
    }

    /// <param name="keywords">The schema.</param>
    /// <param name="text">What would stand there if anything could.</param>
    /// <param name="variant">Another number gives another text, for lists without repetitions.</param>
    public static string Make(JsonObject keywords, string text, int variant)
    {
        var minimum = NumberSampler.Count(keywords, "minLength") ?? 0;
        if (Keyword(keywords, "pattern") is { } pattern)
        {
            return PatternSampler.Create(pattern, minimum + variant);
        }

        if (Keyword(keywords, "format") is { } format && Example(format, variant) is { } example)
        {
            return example;
        }

        while (text.Length < minimum)
        {
            text += text.Length == 0 ? "x" : $" {text}";
        }

        var maximum = NumberSampler.Count(keywords, "maxLength") ?? int.MaxValue;
        return Excerpt.Cut(text, maximum);
    }

    private static bool HasFormat(string format, string text) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" =>
            text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "email" or "idn-email" => text.Contains('@', StringComparison.Ordinal),
        "uri" or "url" or "iri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "uuid" or "guid" => Guid.TryParse(text, out _),
        _ => Example(format, 0) is null,
    };

    private static string? Example(string format, int variant) => format switch
    {
        "date" => new DateOnly(2025, 1, 15).AddDays(variant).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "date-time" =>
            new DateTime(2025, 1, 15, 12, 0, 0, DateTimeKind.Utc).AddDays(variant)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        "time" => $"{12 + (variant % 12)}:00:00Z",
        "duration" => $"PT{variant + 1}H",
        "email" or "idn-email" => $"user{variant + 1}@example.com",
        "hostname" or "idn-hostname" => $"host{variant + 1}.example.com",
        "ipv4" => $"192.0.2.{(variant % 254) + 1}",
        "ipv6" => $"2001:db8::{variant + 1:x}",
        "uri" or "url" or "iri" => $"https://example.com/{variant + 1}",
        "uri-reference" or "iri-reference" => $"/{variant + 1}",
        "uuid" or "guid" => $"123e4567-e89b-42d3-a456-{variant:x12}",
        "byte" => "ZW11bGF0b3I=",
        _ => null,
    };

    private static string? Keyword(JsonObject keywords, string name) =>
        keywords[name] is { } node && node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
