namespace InferenceProviders;

/// <summary>The state of a route, by its last attempts.</summary>
public enum RouteState
{
    /// <summary>It works, and is used in its turn.</summary>
    Healthy,

    /// <summary>Its last attempt failed a moment ago: used after the healthy ones.</summary>
    Suspect,

    /// <summary>
    /// In a cooldown: it asked for a pause (429, 503), or refused this key of several. It is not used before the pause
    /// is over, unless there is no other route.
    /// </summary>
    Resting,

    /// <summary>It failed too often. It is not used for a while, unless there is no other route.</summary>
    Broken,

    /// <summary>Its break is over: one call at a time is let through, to see whether it has recovered.</summary>
    Probing,
}
