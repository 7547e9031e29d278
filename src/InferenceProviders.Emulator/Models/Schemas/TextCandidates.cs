using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Models.Schemas;

/// <summary>
/// What a prompt offers for a text field, best first; the field's name and description say what kind of text it is.
/// </summary>
internal static partial class TextCandidates
{
    private static readonly HashSet<string> NameLike = Stems(
        "address", "artist", "author", "capital", "city", "company", "country", "customer", "destination", "employee",
            "from", "landmark", "language", "location", "name", "origin", "owner",
        "person", "place", "product", "recipient", "region", "state", "subject", "symbol", "target", "team", "town",
            "user", "who", "where");

    private static readonly HashSet<string> SentenceLike = Stems(
        "answer", "body", "content", "description", "explanation", "input", "message", "note", "prompt", "q", "query",
            "question", "reason", "request", "response", "summary", "text", "thought");

    /// <summary>Everything that could stand there. Never empty.</summary>
    public static IEnumerable<string> For(JsonObject keywords, string name, PromptFacts facts)
    {
        foreach (var candidate in Certain(keywords, name, facts))
        {
            yield return candidate;
        }

        if (keywords["default"] is JsonValue preset && preset.TryGetValue<string>(out var text))
        {
            yield return text;
        }

        if (keywords["examples"] is JsonArray { Count: > 0 } examples && examples[0] is JsonValue example
            && example.TryGetValue<string>(out text))
        {
            yield return text;
        }

        if (Kind(keywords, name, SentenceLike) && facts.Text.Length > 0)
        {
            yield return facts.Text;
        }

        foreach (var candidate in facts.Quotes.Concat(facts.Names).Concat(
            facts.Keywords.Where(word => !NameWords.Split(name).Contains(NameWords.Stem(word)))))
        {
            yield return candidate;
        }

        yield return name.Length > 0 ? name : "value";
    }

    /// <summary>What the prompt says in so many words.</summary>
    public static IEnumerable<string> Certain(JsonObject keywords, string name, PromptFacts facts)
    {
        var format = keywords["format"] is { } node && node.GetValueKind() == JsonValueKind.String
            ? node.GetValue<string>()
            : null;
        return format switch
        {
            "email" or "idn-email" => facts.Emails,
            "uri" or "url" or "iri" => facts.Urls,
            "date" => facts.Dates,
            "time" => facts.Times.Select(time => time.Length == 5 ? time + ":00Z" : time + "Z"),
            not null => [],
            null when facts.Emails.Count > 0 && Has(name, "email", "mail", "recipient") => facts.Emails,
            null when facts.Urls.Count > 0 && Has(name, "url", "link", "uri", "website") => facts.Urls,
            null when Has(name, "date", "day", "when") =>
                facts.Dates.Concat(facts.Words.Where(word => DayWords().IsMatch(word))),
            null when Has(name, "time", "hour") => facts.Times,
            null when Has(name, "currency", "ticker", "symbol", "code") =>
                facts.Words.Where(word => UpperWords().IsMatch(word)),
            null when Kind(keywords, name, NameLike) => facts.Names.Concat(facts.Quotes),
            null when Kind(keywords, name, SentenceLike) => facts.Quotes,
            _ => [],
        };
    }

    private static bool Kind(JsonObject keywords, string name, HashSet<string> kind)
    {
        if (NameWords.Split(name).Any(kind.Contains))
        {
            return true;
        }

        // The description counts only where the name tells nothing: that of a city may well speak of the user's
        // question.
        return !NameWords.Split(name).Any(word => NameLike.Contains(word) || SentenceLike.Contains(word))
            && keywords["description"] is JsonValue value && value.TryGetValue<string>(out var description)
                && NameWords.Split(description).Any(kind.Contains);
    }

    private static bool Has(string name, params ReadOnlySpan<string> words)
    {
        var parts = NameWords.Split(name);
        foreach (var word in words)
        {
            if (parts.Contains(NameWords.Stem(word)))
            {
                return true;
            }
        }

        return false;
    }

    private static HashSet<string> Stems(params string[] words) => [.. words.Select(NameWords.Stem)];

    [GeneratedRegex(
        "^(today|tomorrow|yesterday|tonight|(mon|tues|wednes|thurs|fri|satur|sun)day)$", RegexOptions.IgnoreCase)]
    private static partial Regex DayWords();

    [GeneratedRegex("^[A-Z]{2,5}$")]
    private static partial Regex UpperWords();
}
