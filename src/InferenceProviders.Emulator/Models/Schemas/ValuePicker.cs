using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Models.Schemas;

/// <summary>
/// Picks values for fields from a prompt: by the field's name, its neighbours in the prompt, and what was not used yet.
/// </summary>
internal sealed class ValuePicker(PromptFacts facts)
{
    private const int MostItems = 20;

    private readonly HashSet<double> _usedNumbers = [];
    private readonly HashSet<string> _usedTexts = new(StringComparer.Ordinal);
    private int _variant;

    /// <summary><c>cities</c> → <c>city</c>.</summary>
    public static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) ? name[..^3] + "y"
        : name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) ? name[..^1]
        : name;

    /// <summary>Until disposed, the n-th of each kind of value is picked: for the items of an array.</summary>
    public IDisposable Variant(int number)
    {
        var before = _variant;
        _variant = number;
        return new Restore(() => _variant = before);
    }

    /// <summary>
    /// A choice that the prompt mentions, else the default, else the first; other items of an array get other choices.
    /// </summary>
    public JsonNode? Choice(JsonArray choices, JsonObject keywords)
    {
        keywords.TryGetPropertyValue("default", out var preset);
        var ranked = choices
            .OrderByDescending(
                choice => choice is JsonValue value && value.TryGetValue<string>(out var text) && IsMentioned(text))
            .ThenByDescending(choice => preset is not null && JsonNode.DeepEquals(choice, preset))
            .ToList();
        return ranked[_variant % ranked.Count];
    }

    /// <summary>The prompt's numbers, those next to the field's name first and those already used last.</summary>
    public IEnumerable<double> Numbers(string name) => facts.Numbers
        .Select((number, i) => (number, i))
        .OrderBy(entry => _usedNumbers.Contains(entry.number))
        .ThenBy(entry => Distance(entry.number, name))
        .ThenBy(entry => entry.i)
        .Select(entry => entry.number)
        .Skip(_variant)
        .Concat(_variant > 0 ? [_variant + 1] : []);

    /// <summary>Notes that a number was taken; whole numbers are written as such.</summary>
    public JsonNode Use(double number)
    {
        _usedNumbers.Add(number);
        return double.IsInteger(number) && Math.Abs(number) < long.MaxValue ? (long)number : number;
    }

    /// <summary>False when the prompt says so.</summary>
    public bool Flag(string name) => !facts.Words.Zip(facts.Stems.Skip(1)).Any(pair =>
        (pair.First is "no" or "not" or "without" or "don't" or "never") && NameWords.Split(name)
            .Contains(pair.Second));

    public string Text(JsonObject keywords, string name)
    {
        var candidates = TextCandidates.For(keywords, name, facts).Distinct().ToList();
        var fresh = candidates.Where(candidate => !_usedTexts.Contains(candidate)).ToList();
        var fitting = (fresh.Count > 0 && _variant == 0 ? fresh : candidates)
            .Where(candidate => TextFit.Fits(keywords, candidate)).ToList();
        var picked = fitting.Count == 0 ? TextFit.Make(keywords, candidates.FirstOrDefault() ?? name, _variant)
            : _variant < fitting.Count ? fitting[_variant]
            : TextFit.Make(keywords, $"{fitting[0]} {_variant + 1}", _variant);
        _usedTexts.Add(picked);
        return picked;
    }

    /// <summary>Whether the prompt has something for an optional field.</summary>
    public bool Knows(JsonObject keywords, string name)
    {
        if (keywords["enum"] is JsonArray choices)
        {
            return choices.Any(
                choice => choice is JsonValue value && value.TryGetValue<string>(out var text) && IsMentioned(text));
        }

        return Type(keywords) switch
        {
            "integer" or "number" =>
                facts.Numbers.Any(number => !_usedNumbers.Contains(number) && Distance(number, name) <= 2),
            "boolean" => NameWords.Split(name).All(facts.Stems.Contains),
            "string" =>
                TextCandidates.Certain(keywords, name, facts)
                .Any(candidate => !_usedTexts.Contains(candidate) && TextFit.Fits(keywords, candidate)),
            _ => false,
        };
    }

    /// <summary>How many items the prompt has, or asks for; else one.</summary>
    public int ItemCount(JsonObject items, string name)
    {
        if (facts.Numbers.FirstOrDefault(
            number => double.IsInteger(number) && number is > 0 and <= MostItems && Distance(number, name) <= 2) is > 0
            and var asked)
        {
            return (int)asked;
        }

        return Type(items) switch
        {
            "integer" or "number" => Math.Clamp(facts.Numbers.Count, 1, MostItems),
            "string"
                when items["enum"] is JsonArray choices =>
                Math.Clamp(
                    choices.Count(
                        choice =>
                        choice?.GetValueKind() == JsonValueKind.String && IsMentioned(choice.GetValue<string>())), 1,
                        MostItems),
            "string" => Math.Clamp(TextCandidates.Certain(items, Singular(name), facts).Count(), 1, MostItems),
            _ => 1,
        };
    }

    private static string? Type(JsonObject keywords) =>
        SchemaReader.Types(keywords).FirstOrDefault(type => type != "null");

    private bool IsMentioned(string text) =>
        text.Length > 0 && facts.Text.Contains(text, StringComparison.OrdinalIgnoreCase)
        || NameWords.Split(text) is { Count: > 0 } words && words.All(facts.Stems.Contains);

    /// <summary>How many words lie between a number and a word of the field's name.</summary>
    private int Distance(double number, string name)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        var names = NameWords.Split(name);
        var nearest = int.MaxValue;
        for (var i = 0; i < facts.Words.Count; i++)
        {
            for (var j = 0; facts.Words[i] == text && j < facts.Words.Count; j++)
            {
                if (names.Contains(facts.Stems[j]))
                {
                    nearest = Math.Min(nearest, Math.Abs(i - j));
                }
            }
        }

        return nearest;
    }

    private sealed class Restore(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
