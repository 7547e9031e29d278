using System.Globalization;
using System.Text.RegularExpressions;

namespace InferenceProviders.Emulator.Models;

/// <summary>What a simple reader finds in a prompt: names, numbers, quotes, dates, addresses, and the words that carry meaning.</summary>
internal sealed partial class PromptFacts
{
    private const int LongestText = 16_000;
    private const int MostNumbers = 64;

    /// <summary>Words that glue sentences together and carry no meaning of their own.</summary>
    private static readonly HashSet<string> Glue = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "before", "both", "but", "by", "can", "could", "current", "currently", "did", "do", "does",
        "each", "first", "for", "from", "get", "give", "great", "has", "have", "hello", "hey", "hi", "how", "i", "if", "in", "into", "is", "it", "its", "just", "know", "let", "like", "may",
        "me", "more", "my", "need", "no", "not", "now", "of", "ok", "okay", "on", "one", "only", "or", "our", "please", "right", "see", "should", "show", "so", "some", "tell", "thanks", "that",
        "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "two", "up", "us", "use", "using", "very", "was", "we", "were", "what", "what's", "when", "where",
        "which", "who", "whose", "why", "will", "with", "would", "yes", "you", "your",
    };

    /// <summary>Words that often open a sentence: capitalised there, they are no names.</summary>
    private static readonly HashSet<string> Openers = new(StringComparer.OrdinalIgnoreCase)
    {
        "add", "answer", "ask", "book", "briefly", "calculate", "call", "check", "compare", "compute", "count", "create", "describe", "explain", "extract", "fetch", "find", "generate", "help",
        "invent", "list", "look", "lookup", "make", "many", "multiply", "much", "name", "order", "plus", "provide", "put", "read", "remember", "repeat", "reply", "return", "say", "search",
        "send", "set", "subtract", "summarize", "take", "think", "today", "tomorrow", "translate", "write",
    };

    /// <summary>After a first word, these say that it was a verb: <c>Book a</c>, <c>Show me</c>.</summary>
    private static readonly HashSet<string> Objects = new(StringComparer.Ordinal) { "a", "all", "an", "it", "me", "my", "some", "that", "the", "this", "us" };

    public PromptFacts(string prompt)
    {
        Text = prompt.Trim();

        // Of a very long prompt its beginning and its end are enough to go by.
        var text = Text.Length <= LongestText ? Text : $"{Excerpt.Cut(Text, LongestText / 2)}\n{Text[^(LongestText / 2)..]}";
        Quotes = [.. QuotePattern().Matches(text).Select(match => match.Groups.Values.Skip(1).First(group => group.Success).Value)];
        Emails = Values(EmailPattern(), text);
        Urls = Values(UrlPattern(), text);
        Dates = Values(DatePattern(), text);
        Times = Values(TimePattern(), text);
        Numbers = [.. NumberPattern().Matches(text).Take(MostNumbers).Select(match => double.Parse(match.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture))];
        Names = [.. NamePattern().Matches(text).Select(match => Name(match, text)).Where(name => name.Length > 0).Distinct()];
        Words = [.. WordPattern().Matches(text).Select(match => match.Value)];
        Stems = [.. Words.Select(NameWords.Stem)];
        Keywords = [.. Words.Where(word => word.Length > 1 && !Glue.Contains(word)).Select(word => word.ToLowerInvariant()).Distinct()];
    }

    public string Text { get; }

    public IReadOnlyList<string> Quotes { get; }

    public IReadOnlyList<string> Emails { get; }

    public IReadOnlyList<string> Urls { get; }

    /// <summary><c>2025-01-31</c></summary>
    public IReadOnlyList<string> Dates { get; }

    /// <summary><c>14:30</c></summary>
    public IReadOnlyList<string> Times { get; }

    public IReadOnlyList<double> Numbers { get; }

    /// <summary>Runs of capitalised words: <c>New York</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<string> Words { get; }

    /// <summary>The words, each as <see cref="NameWords.Stem"/> makes it comparable.</summary>
    public IReadOnlyList<string> Stems { get; }

    /// <summary>The words that are not glue, in lower case.</summary>
    public IReadOnlyList<string> Keywords { get; }

    private static List<string> Values(Regex pattern, string text) => [.. pattern.Matches(text).Select(match => match.Value)];

    /// <summary>Takes what is capitalised only as the first word off the front: <c>Is Berlin</c>, <c>Order the</c>.</summary>
    private static string Name(Match match, string text)
    {
        var words = match.Value.Split(' ').SkipWhile(word => Glue.Contains(word) || Openers.Contains(word)).ToList();
        var rest = text.AsSpan(match.Index + match.Length).TrimStart();
        var next = rest.IndexOf(' ') is var space and > 0 ? rest[..space].ToString() : rest.ToString();
        return words.Count == 1 && Objects.Contains(next) ? "" : string.Join(' ', words);
    }

    [GeneratedRegex("""
        "([^"\n]+)"|“([^”\n]+)”|«([^»\n]+)»|(?<!\w)'([^'\n]+)'(?!\w)|`([^`\n]+)`
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex QuotePattern();

    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.[\w.-]*\w")]
    private static partial Regex EmailPattern();

    [GeneratedRegex(@"https?://[^\s<>""']*[^\s<>""'.,;:!?)]")]
    private static partial Regex UrlPattern();

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}\b")]
    private static partial Regex DatePattern();

    [GeneratedRegex(@"\b\d{1,2}:\d{2}(:\d{2})?\b")]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"(?<![\w.:-])-?\d+(\.\d+)?(?![\w:]|-\d|\.\d)")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"(?<![\w'’])\p{Lu}[\w’'-]*(?: \p{Lu}[\w’'-]*)*")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"[\w'’-]*\w")]
    private static partial Regex WordPattern();
}
