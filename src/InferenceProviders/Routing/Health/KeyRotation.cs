namespace InferenceProviders.Routing.Health;

/// <summary>Whose turn it is among the keys of one provider, for all models together. Thread-safe.</summary>
internal sealed class KeyRotation
{
    private const uint FnvBasis = 2166136261;
    private const uint FnvPrime = 16777619;

    private readonly Lock _gate = new();

    /// <summary>
    /// Nginx's smooth weighted round-robin: each key that is free gets its weight as credit, and the one that has the
    /// most pays for all. Over time each is used by its weight, and never several times in a row without need.
    /// </summary>
    /// <param name="keys">The keys.</param>
    /// <param name="free">Which of them may be used; at least one.</param>
    public int Next(ReadOnlySpan<KeyHealth> keys, ReadOnlySpan<bool> free)
    {
        lock (_gate)
        {
            var (best, total) = (-1, 0.0);
            for (var i = 0; i < keys.Length; i++)
            {
                if (free[i])
                {
                    total += keys[i].Weight;
                    keys[i].Credit += keys[i].Weight;
                    best = best < 0 || keys[i].Credit > keys[best].Credit ? i : best;
                }
            }

            keys[best].Credit -= total;
            return best;
        }
    }

    /// <summary>
    /// The key of a conversation: rendezvous hashing by weights, so that only the conversations of a key that rests
    /// move, and the same key is found in every process.
    /// </summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="free">Which of them may be used; at least one.</param>
    public static int Of(string conversation, ReadOnlySpan<KeyHealth> keys, ReadOnlySpan<bool> free)
    {
        var (best, most) = (-1, double.NegativeInfinity);
        for (var i = 0; i < keys.Length; i++)
        {
            if (free[i] && -keys[i].Weight / Math.Log(Share(conversation, keys[i].Name)) is var score
                && (best < 0 || score > most))
            {
                (best, most) = (i, score);
            }
        }

        return best;
    }

    /// <summary>A number between 0 and 1 that depends on both texts.</summary>
    private static double Share(string conversation, string name)
    {
        var hash = FnvBasis;
        foreach (var text in (ReadOnlySpan<string>)[conversation, "\0", name])
        {
            foreach (var letter in text)
            {
                hash = (hash ^ letter) * FnvPrime;
            }
        }

        // FNV leaves the last letters in the low bits: mixed, as in MurmurHash3.
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        hash ^= hash >> 16;
        return (hash + 0.5) / (1L << 32);
    }
}
