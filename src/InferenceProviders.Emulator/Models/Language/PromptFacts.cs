using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace InferenceProviders.Emulator.Models.Language;

/// <summary>
/// What a simple reader finds in a prompt: names, numbers, quotes, dates, addresses, and the words that carry meaning.
/// </summary>
internal sealed partial class PromptFacts
{
    private const int LongestText = 16_000;
    private const int MostNumbers = 64;

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" .,;:!?");

    /// <summary>Words that glue sentences together and carry no meaning of their own.</summary>
    private static readonly HashSet<string> Glue = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "before", "both",
            "but", "by", "can", "could", "current", "currently", "did", "do", "does",
        "each", "first", "for", "from", "get", "give", "great", "has", "have", "hello", "hey", "hi", "how", "i", "if",
            "in", "into", "is", "it", "its", "just", "know", "let", "like", "may",
        "me", "more", "my", "need", "no", "not", "now", "of", "ok", "okay", "on", "one", "only", "or", "our", "please",
            "right", "see", "should", "show", "so", "some", "tell", "thanks", "that",
        "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "two", "up", "us", "use",
            "using", "very", "was", "we", "were", "what", "what's", "when", "where",
        "which", "who", "whose", "why", "will", "with", "would", "yes", "you", "your",
    };

    /// <summary>Words that often open a sentence: capitalized there, they are no names.</summary>
    private static readonly HashSet<string> Openers = new(StringComparer.OrdinalIgnoreCase)
    {
        "add", "answer", "ask", "book", "briefly", "buy", "calculate", "call", "check", "compare", "compute", "convert",
            "count", "create", "describe", "draw", "explain",
        "extract", "fetch", "find", "fly", "generate", "go", "help", "invent", "list", "look", "lookup", "make", "many",
            "much", "multiply", "name", "note", "order", "pick",
        "plan", "play", "plus", "provide", "put", "read", "remember", "remind", "repeat", "reply", "return", "say",
            "schedule", "search", "send", "set", "start", "stop",
        "subtract", "suggest", "summarize", "take", "think", "today", "tomorrow", "translate", "travel", "turn",
            "visit", "write",
    };

    /// <summary>
    /// After a first word, these say that it was the subject: <c>Ada is</c>. After anything else it was a verb: <c>Note
    /// down</c>.
    /// </summary>
    private static readonly HashSet<string> AfterSubject = new(StringComparer.Ordinal)
    {
        "and", "are", "at", "from", "had", "has", "in", "is", "lives", "likes", "needs", "on", "or", "said", "wants",
            "was", "were", "will", "works",
    };

    public PromptFacts(string prompt)
    {
        Text = prompt.Trim();

        // Of a very long prompt its beginning and its end are enough to go by.
        var text = Text.Length <= LongestText
            ? Text
            : $"{Excerpt.Cut(Text, LongestText / 2)}\n{Text[^(LongestText / 2)..]}";
        Quotes = [
            .. QuotePattern().Matches(text)
            .Select(match => match.Groups.Values.Skip(1).First(group => group.Success).Value)];
        Emails = Values(EmailPattern(), text);
        Urls = Values(UrlPattern(), text);
        Dates = Values(DatePattern(), text);
        Times = Values(TimePattern(), text);
        Numbers = [
            .. NumberPattern().Matches(text).Take(MostNumbers)
            .Select(match => double.Parse(match.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture))];
        Names = [
            .. NamePattern().Matches(text).Select(match => Name(match, text)).Where(name => name.Length > 0)
            .Distinct()];
        Words = [.. WordPattern().Matches(text).Select(match => match.Value)];
        Stems = [.. Words.Select(NameWords.Stem)];
        Keywords = [
            .. Words.Where(word => word.Length > 1 && !Glue.Contains(word)).Select(word => word.ToLowerInvariant())
            .Distinct()];
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

    /// <summary>Runs of capitalized words: <c>New York</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<string> Words { get; }

    /// <summary>The words, each as <see cref="NameWords.Stem"/> makes it comparable.</summary>
    public IReadOnlyList<string> Stems { get; }

    /// <summary>The words that are not glue, in lower case.</summary>
    public IReadOnlyList<string> Keywords { get; }

    private static List<string> Values(Regex pattern, string text) =>
        [.. pattern.Matches(text).Select(match => match.Value)];

    /// <summary>
    /// Takes what is capitalized only as the first word off the front: <c>Is Berlin</c>, <c>Order the</c>.
    /// </summary>
    private static string Name(Match match, string text)
    {
        var words = match.Value.Split(' ').SkipWhile(word => Glue.Contains(word) || Openers.Contains(word)).ToList();
        var isFirst = match.Index == 0
            || text.AsSpan(0, match.Index).TrimEnd() is [.., '.' or '!' or '?' or ':' or '\n'];
        return isFirst && words.Count == 1 && !IsSubject(text.AsSpan(match.Index + match.Length))
            ? ""
            : string.Join(' ', words);
    }

    private static bool IsSubject(ReadOnlySpan<char> rest)
    {
        if (rest is not [' ', ..])
        {
            return true;
        }

        var next = rest.TrimStart();
        var end = next.IndexOfAny(WordEnds);
        return AfterSubject.GetAlternateLookup<ReadOnlySpan<char>>().Contains(end < 0 ? next : next[..end]);
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
