using InferenceProviders.Conformance.Comparison;

namespace InferenceProviders.Conformance.Responses.Comparison;

/// <summary>Compares what was read with what was to be read, line by line.</summary>
internal static class AnswerComparison
{
    public static IEnumerable<Difference> Compare(
        string where, IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        for (var index = 0; index < Math.Max(expected.Count, actual.Count); index++)
        {
            var theirs = index < expected.Count ? expected[index] : Difference.Absent;
            var ours = index < actual.Count ? actual[index] : Difference.Absent;
            if (theirs != ours)
            {
                yield return new Difference($"{where}/{index}", theirs, ours);
            }
        }
    }
}
