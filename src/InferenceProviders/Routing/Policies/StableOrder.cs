namespace InferenceProviders.Routing.Policies;

/// <summary>
/// Sorts a few candidates by their keys, equal ones in the order in which they came; NaN is last. Nothing is allocated.
/// </summary>
internal static class StableOrder
{
    public static void By(Span<double> keys, Span<RouteCandidate> candidates)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            var key = keys[i];
            var candidate = candidates[i];
            var j = i - 1;
            while (j >= 0 && IsAfter(keys[j], key))
            {
                keys[j + 1] = keys[j];
                candidates[j + 1] = candidates[j];
                j--;
            }

            keys[j + 1] = key;
            candidates[j + 1] = candidate;
        }
    }

    private static bool IsAfter(double left, double right) =>
        left > right || (double.IsNaN(left) && !double.IsNaN(right));
}
