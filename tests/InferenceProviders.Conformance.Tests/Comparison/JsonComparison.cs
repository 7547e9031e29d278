using System.Globalization;
using System.Text.Json;

namespace InferenceProviders.Conformance.Comparison;

/// <summary>
/// Compares two JSON values: members in any order, numbers by value, an absent member is not a null one.
/// </summary>
internal static class JsonComparison
{
    public static IEnumerable<Difference> Compare(string where, JsonElement theirs, JsonElement ours)
    {
        if (theirs.ValueKind == JsonValueKind.Object && ours.ValueKind == JsonValueKind.Object)
        {
            return CompareObjects(where, theirs, ours);
        }

        if (theirs.ValueKind == JsonValueKind.Array && ours.ValueKind == JsonValueKind.Array
            && theirs.GetArrayLength() == ours.GetArrayLength())
        {
            return theirs.EnumerateArray().Zip(ours.EnumerateArray())
                .SelectMany(
                    (pair, index) =>
                        Compare($"{where}/{index.ToString(CultureInfo.InvariantCulture)}", pair.First, pair.Second));
        }

        return Same(theirs, ours) ? [] : [new Difference(where, Difference.Show(theirs), Difference.Show(ours))];
    }

    private static IEnumerable<Difference> CompareObjects(string where, JsonElement theirs, JsonElement ours)
    {
        foreach (var member in theirs.EnumerateObject())
        {
            ours.TryGetProperty(member.Name, out var other);
            foreach (var difference in Compare($"{where}/{Escape(member.Name)}", member.Value, other))
            {
                yield return difference;
            }
        }

        foreach (var member in ours.EnumerateObject())
        {
            if (!theirs.TryGetProperty(member.Name, out _))
            {
                yield return new Difference(
                    $"{where}/{Escape(member.Name)}", Difference.Absent, Difference.Show(member.Value));
            }
        }
    }

    private static bool Same(JsonElement theirs, JsonElement ours) =>
        theirs.ValueKind == ours.ValueKind && theirs.ValueKind switch
        {
            JsonValueKind.Number =>
                theirs.GetRawText() == ours.GetRawText() || theirs.GetDouble().Equals(ours.GetDouble()),
            JsonValueKind.String => theirs.GetString() == ours.GetString(),
            JsonValueKind.Array => false,
            _ => true,
        };

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
