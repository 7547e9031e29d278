namespace InferenceProviders.Routing.Policies;

/// <summary>
/// Sorts a few candidates by their keys, equal ones in the order in which they came; NaN is last. Nothing is allocated.
/// </summary>
internal static class StableOrder
{
    public static void By(Span<double> keys, Span<byte> order)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            var key = keys[i];
            var place = order[i];
            var j = i - 1;
            while (j >= 0 && IsAfter(keys[j], key))
            {
                keys[j + 1] = keys[j];
                order[j + 1] = order[j];
                j--;
            }

            keys[j + 1] = key;
            order[j + 1] = place;
        }
    }

    private static bool IsAfter(double left, double right) =>
        left > right || (double.IsNaN(left) && !double.IsNaN(right));
}
