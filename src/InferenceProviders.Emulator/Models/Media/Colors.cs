using System.Text.RegularExpressions;

namespace InferenceProviders.Emulator.Models.Media;

internal readonly record struct Rgb(byte Red, byte Green, byte Blue);

/// <summary>The colors that a prompt can ask for by name; what the emulator's vision models call them too.</summary>
internal static partial class Colors
{
    private static readonly (string Name, Rgb Color)[] Named =
    [
        ("red", new(205, 40, 40)), ("orange", new(235, 135, 30)), ("yellow", new(235, 225, 60)),
            ("green", new(40, 170, 70)), ("cyan", new(40, 205, 215)),
        ("blue", new(50, 85, 215)), ("purple", new(140, 60, 225)), ("pink", new(240, 105, 190)),
            ("brown", new(125, 75, 35)), ("black", new(18, 18, 20)),
        ("white", new(246, 246, 244)), ("grey", new(128, 130, 129)),
    ];

    /// <summary>
    /// The last color that the prompt names ("make the red house blue"), or one that its hash chooses.
    /// </summary>
    public static Rgb Background(string prompt, int hash)
    {
        var named = ColorPattern().Matches(prompt).LastOrDefault()?.Value.ToLowerInvariant();
        return named is null
            ? Other(hash)
            : Named.First(entry => entry.Name == (named == "gray" ? "grey" : named)).Color;
    }

    /// <summary>One of the real colors, none of the shades of gray.</summary>
    public static Rgb Other(int hash) => Named[(int)((uint)hash % 9)].Color;

    [GeneratedRegex(
        @"\b(red|orange|yellow|green|cyan|blue|purple|pink|brown|black|white|gr[ae]y)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ColorPattern();
}
