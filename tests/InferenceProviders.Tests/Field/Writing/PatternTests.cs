using System.Text.RegularExpressions;
using InferenceProviders.Primitives.Schemas;

namespace InferenceProviders.Tests.Field.Writing;

/// <summary>
/// Patterns as a grammar can read them: \d and \w spelled out, from end to end, and the same texts match.
/// </summary>
[Trait("Category", "Field")]
public sealed class PatternTests
{
    public static TheoryData<string, string?> Spellings => new()
    {
        { @"^\d+$", "^[0-9]+$" },
        { @"^\w+$", "^[0-9A-Z_a-z]+$" },
        { @"^[A-Z]{3}$", "^[A-Z]{3}$" },
        { @"^\/api\/v\d+$", "^[/]api[/]v[0-9]+$" },
        { @"^(?:a|b)c?$", "^(a|b)c?$" },
        { @"^(?<year>\d{4})-(0[1-9]|1[0-2])$", "^([0-9]{4})-(0[1-9]|1[0-2])$" },
        { @"^a{2,}?$", "^a{2,}$" },
        { @"^a$|^b$", "^(a|b)$" },
        { @"^[\w.-]+@[\w-]+\.com$", @"^[\x2D.0-9A-Z_a-z]+@[\x2D0-9A-Z_a-z]+[.]com$" },

        // Not a grammar's: a look-around, a back reference, a boundary, a property of Unicode, a quote; and what says
        // nothing.
        { @"^(?=.*\d).{8,}$", null },
        { @"^(a)\1$", null },
        { @"\bword\b", null },
        { @"^\p{L}+$", null },
        { "^say \"hi\"$", null },
        { "^.*$", null },
        { "", null },
        { "^a{5000}$", null },
        { "^(a$", null },
        { "^a)$", null },
        { "^[z-a]$", null },
        { "^*$", null },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_pattern_is_spelled_out_or_dropped(string pattern, string? expected) =>
        Assert.Equal(expected, SchemaPattern.Spell(pattern));

    /// <summary>On texts that have no quotes, backslashes and control characters the two patterns agree.</summary>
    [Theory]
    [InlineData(@"\d{3}")]
    [InlineData(@"^\d{3}")]
    [InlineData(@"\d{3}$")]
    [InlineData(@"^a|b$")]
    [InlineData(@"^[^@\s]+@[^@\s]+\.[a-z]{2,}$")]
    [InlineData(@"^\S+ \S+$")]
    [InlineData(@"^[ -~]+$")]
    [InlineData(@"^-?(\d+\.)?\d{2}:\d{2}$")]
    [InlineData(@"^[^\d]+$")]
    [InlineData(@"x\.y\*z\[0\]")]
    [InlineData(@"^(ab(cd)?)+$")]
    public void A_spelling_matches_the_same_texts(string pattern)
    {
        var spelled = SchemaPattern.Spell(pattern);
        Assert.NotNull(spelled);
        foreach (var text in Texts())
        {
            Assert.True(
                Regex.IsMatch(text, pattern, RegexOptions.ECMAScript) == Regex.IsMatch(
                    text, spelled, RegexOptions.ECMAScript), $"'{text}': {pattern} is not {spelled}");
        }
    }

    /// <summary>A pattern may be anything: the spelling is a valid pattern, and no exception.</summary>
    [Fact]
    public void Any_text_is_spelled_or_dropped()
    {
        const string Alphabet = @"^$.|()[]{}*+?\dwsDWSxu09aZ-,:=!<>/é""'";
        var random = new Random(20260728);
        var kept = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var pattern = string.Concat(
                Enumerable.Range(0, random.Next(1, 12)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            if (SchemaPattern.Spell(pattern) is { } spelled)
            {
                kept++;
                Assert.True(spelled is ['^', .., '$'], $"{pattern}: {spelled}");
                _ = new Regex(spelled, RegexOptions.None, TimeSpan.FromSeconds(1));
            }
        }

        Assert.True(kept > 1000, $"{kept}");
    }

    private static IEnumerable<string> Texts()
    {
        string[] fixedTexts = [
            "", "a", "b", "ab", "abcd", "abab", "123", "x123y", "a@b.co", "a b@c.de", "12:34", "-1.12:34", "x.y*z[0]",
            "ax.y*z[0]b", "hello world", "é", "a  b", "~!"];
        var random = new Random(7);
        const string Alphabet = "abcdxyz0123456789.:-*[]@ ~é_";
        return fixedTexts.Concat(
            Enumerable.Range(0, 2000)
            .Select(
                _ => string.Concat(
                    Enumerable.Range(0, random.Next(0, 9)).Select(_ => Alphabet[random.Next(Alphabet.Length)]))));
    }
}
