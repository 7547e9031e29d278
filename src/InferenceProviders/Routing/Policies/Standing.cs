namespace InferenceProviders.Routing.Policies;

/// <summary>How a candidate is doing at the moment, the best first.</summary>
internal enum Standing : byte
{
    /// <summary>It works, and is used in its turn.</summary>
    Well,

    /// <summary>Used in its turn, by one call, to see whether it has recovered.</summary>
    Probing,

    /// <summary>Its last attempt failed a moment ago.</summary>
    Suspect,

    /// <summary>Known to be slower than the rules want.</summary>
    Slow,

    /// <summary>It asked for a pause.</summary>
    Resting,

    /// <summary>It failed too often.</summary>
    Broken,
}
