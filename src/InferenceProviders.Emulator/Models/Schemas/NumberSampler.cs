using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Models.Schemas;

/// <summary>Numbers inside the bounds of a schema.</summary>
internal static class NumberSampler
{
    /// <summary>The first candidate that fits, else the number nearest to zero that does.</summary>
    public static double Integer(JsonObject keywords, IEnumerable<double> candidates) =>
        Pick(
            keywords, candidates.Where(double.IsInteger), Number(keywords, "multipleOf") is { } step
            && double.IsInteger(step) ? step : 1);

    public static double Number(JsonObject keywords, IEnumerable<double> candidates) =>
        Pick(keywords, candidates, Number(keywords, "multipleOf"));

    /// <summary>A keyword that counts: <c>minItems</c>, <c>maxLength</c>, …</summary>
    public static int? Count(JsonObject keywords, string name) =>
        Number(keywords, name) is { } value ? (int)Math.Min(value, int.MaxValue) : null;

    private static double? Number(JsonObject keywords, string name) =>
        keywords[name] is { } node && node.GetValueKind() == JsonValueKind.Number ? node.GetValue<double>() : null;

    private static double Pick(JsonObject keywords, IEnumerable<double> candidates, double? step)
    {
        var (low, lowOpen) = Bound(keywords, "minimum", "exclusiveMinimum");
        var (high, highOpen) = Bound(keywords, "maximum", "exclusiveMaximum");
        foreach (var candidate in candidates.Append(Number(keywords, "default") ?? double.NaN).Concat([1, 0]))
        {
            if (Fits(candidate))
            {
                return candidate;
            }
        }

        if (step is { } size)
        {
            var first = low is { } bottom
                ? Math.Ceiling(bottom / size) * size
                : high is { } top
                ? Math.Floor(top / size) * size
                : size;
            return Fits(first) ? first : first + (low is not null ? size : -size);
        }

        return (low, high) switch
        {
            ({ } bottom, { } top) => (bottom + top) / 2,
            ({ } bottom, null) => lowOpen ? bottom + 1 : bottom,
            (null, { } top) => highOpen ? top - 1 : top,
            _ => 0,
        };

        bool Fits(double value) =>
            !double.IsNaN(value)
            && (low is null || value > low || (value == low && !lowOpen))
            && (high is null || value < high || (value == high && !highOpen))
            && (step is null || Math.Abs((value / step.Value) - Math.Round(value / step.Value)) < 1e-9);
    }

    /// <summary>Exclusive bounds are numbers, or in draft 4 a flag beside the bound.</summary>
    private static (double? Bound, bool Open) Bound(JsonObject keywords, string inclusive, string exclusive)
    {
        var closed = Number(keywords, inclusive);
        if (Number(keywords, exclusive) is { } open
            && (closed is null || (inclusive == "minimum" ? open >= closed : open <= closed)))
        {
            return (open, true);
        }

        return (closed, keywords[exclusive]?.GetValueKind() == JsonValueKind.True);
    }
}
