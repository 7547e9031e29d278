using System.Globalization;
using System.Text.RegularExpressions;

namespace InferenceProviders.Benchmarks.Plots;

/// <summary>Pictures as text.</summary>
internal static partial class Svg
{
    /// <summary>Two pictures of one size beside each other, in the fonts of whoever looks at them.</summary>
    public static string Beside(string left, string right, int width, int height) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * width} {height}" width="{2 * width}" height="{height}">
        {Part(left, "l", 0)}
        {Part(right, "r", width)}
        </svg>

        """);

    /// <summary>One picture.</summary>
    public static string Alone(string picture) => $"{Part(picture, "p", 0)}\n";

    private static string Part(string svg, string prefix, int x)
    {
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..].Trim();
        svg = Font().Replace(svg, "font-family=\"sans-serif\"");
        svg = Id().Replace(svg, $"$1{prefix}-");
        return svg.Insert("<svg".Length, string.Create(CultureInfo.InvariantCulture, $" x=\"{x}\""));
    }

    [GeneratedRegex("font-family=\"[^\"]*\"")]
    private static partial Regex Font();

    [GeneratedRegex("(id=\"|url\\(#)")]
    private static partial Regex Id();
}
