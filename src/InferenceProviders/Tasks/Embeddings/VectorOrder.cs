namespace InferenceProviders.Tasks.Embeddings;

/// <summary>
/// Which text each vector of an answer belongs to: <c>index</c> says it, or the order where it is left out. Some
/// servers count from 1, and Xinference from any number when it makes vectors for several callers at once
/// (xorbitsai/inference#5240): then it is the place among the indexes that tells.
/// </summary>
/// <param name="expected">How many vectors were asked for.</param>
internal sealed class VectorOrder(int expected)
{
    // Null while every vector is at its place.
    private int[]? _indexes;

    /// <summary>How many vectors have come.</summary>
    public int Count { get; private set; }

    /// <summary>The next vector.</summary>
    /// <param name="index">What the server says; null where it says nothing.</param>
    public void Add(int? index)
    {
        if (_indexes is null && index is { } given && given != Count)
        {
            _indexes = [.. Enumerable.Range(0, expected)];
        }

        _indexes?[Count] = index ?? Count;
        Count++;
    }

    /// <summary>The first text that has no vector; null when each has one.</summary>
    public int? FindMissing()
    {
        if (_indexes is null)
        {
            return Count == expected ? null : Count;
        }

        var known = new bool[expected];
        var first = FindFirst();
        foreach (var index in _indexes.AsSpan(0, Count))
        {
            if (index >= first && index - first < expected)
            {
                known[index - first] = true;
            }
        }

        return Array.IndexOf(known, false) is >= 0 and var missing ? missing : null;
    }

    /// <summary>The vectors in the order of the texts, none of which is missing.</summary>
    public float[][] Arrange(float[][] vectors)
    {
        if (_indexes is null)
        {
            return vectors;
        }

        var (arranged, first) = (new float[expected][], FindFirst());
        for (var i = 0; i < expected; i++)
        {
            arranged[_indexes[i] - first] = vectors[i];
        }

        return arranged;
    }

    /// <summary>The index of the first text: the least where all have come, else 0.</summary>
    private int FindFirst() => Count == expected ? Math.Max(0, _indexes!.Min()) : 0;
}
