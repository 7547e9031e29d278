namespace InferenceProviders;

/// <summary>What happens to calls with a shared spend limit while the store cannot be reached.</summary>
public enum StoreDownBehavior
{
    /// <summary>
    /// They go on within the lease in hand, and are then refused with
    /// <see cref="InferenceErrorKind.SharedStoreUnavailable"/>: limits are never exceeded.
    /// </summary>
    Refuse,

    /// <summary>They go on; what they cost is counted when the store is back. Limits may be exceeded.</summary>
    Allow,
}
