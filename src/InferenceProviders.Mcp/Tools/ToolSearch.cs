using System.Globalization;
using System.Text;
using System.Text.Json;
using InferenceProviders.Mcp.Sessions;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Tools;

/// <summary>
/// Finds tools by words, for a model that is not offered all of them. A word counts by how few tools have it, and more
/// in the name of a tool than in what describes it.
/// </summary>
internal sealed class ToolSearch
{
    /// <summary>The function's name, where no other has it.</summary>
    public const string PreferredName = "search_tools";

    /// <summary>The argument.</summary>
    public const string Query = "query";

    private static readonly JsonElement Schema = JsonDocument.Parse("""
        {"type":"object","properties":{"query":{"type":"string","description":"What is to be done, in a few words."}},
        "required":["query"]}
        """).RootElement;

    private const int MaxFound = 8;
    private const int MaxDescription = 200;
    private readonly IReadOnlyList<BoundTool> _tools;
    private readonly Dictionary<string, int> _count = new(StringComparer.Ordinal);

    public ToolSearch(string name, IReadOnlyList<BoundTool> tools)
    {
        _tools = tools;
        foreach (var word in tools.SelectMany(static tool => tool.Words.Keys))
        {
            _count[word] = _count.GetValueOrDefault(word) + 1;
        }

        var servers = string.Join(", ", tools.Select(static tool => tool.Server.Name).Distinct(StringComparer.Ordinal));
        Declaration = AIFunctionFactory.CreateDeclaration(
            name,
            $"Finds tools by what they do. There are {tools.Count} tools that are not listed here, of: {servers}. "
                + $"What is found can be called from then on.",
Schema);
    }

    public AIFunctionDeclaration Declaration { get; }

    /// <summary>The best tools for the words, best first.</summary>
    public IReadOnlyList<BoundTool> Find(string query)
    {
        var asked = Split(query).Distinct(StringComparer.Ordinal).ToList();
        return
        [
            .. _tools.Select(tool => (Tool: tool, Score: Score(tool, asked)))
                .Where(static item => item.Score > 0)
                .OrderByDescending(static item => item.Score)
                .Take(MaxFound)
                .Select(static item => item.Tool),
        ];
    }

    /// <summary>What the model is told.</summary>
    public string Describe(IReadOnlyList<BoundTool> found)
    {
        if (found.Count == 0)
        {
            return $"None of the {_tools.Count} tools has these words. Try others: what the tool would be called, or "
                + $"what it works on.";
        }

        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{found.Count} of {_tools.Count} tools. They can be called now:");
        foreach (var tool in found)
        {
            var description = tool.Declaration.Description.ReplaceLineEndings(" ");
            text.Append("\n- ").Append(tool.FunctionName).Append(": ")
                .Append(description.Length > MaxDescription ? $"{description.AsSpan(0, MaxDescription)}…"
                : description);
        }

        return text.ToString();
    }

    /// <summary>
    /// The words of a text: parts of names as well ("getUserById", "get_user"), and each character of scripts without
    /// spaces.
    /// </summary>
    public static IEnumerable<string> Split(string text)
    {
        var word = new StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            var c = text[index];
            var isEnd = !char.IsLetterOrDigit(c) || (char.IsUpper(c) && index > 0 && char.IsLower(text[index - 1]))
                || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter;
            if (isEnd && word.Length > 0)
            {
                yield return Stem(word.ToString());
                word.Clear();
            }

            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
        }

        if (word.Length > 0)
        {
            yield return Stem(word.ToString());
        }
    }

    private double Score(BoundTool tool, List<string> asked)
    {
        var score = 0.0;
        foreach (var word in asked)
        {
            if (tool.Words.TryGetValue(word, out var weight))
            {
                score += weight * Math.Log(1 + (double)_tools.Count / _count[word]);
            }
        }

        return score;
    }

    /// <summary>Plurals are the same word.</summary>
    private static string Stem(string word) =>
        word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;
}
