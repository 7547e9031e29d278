namespace InferenceProviders;

/// <summary>Whether a route is used, as its last attempts make it seem.</summary>
public enum RouteState
{
    /// <summary>Used in its turn.</summary>
    Healthy,

    /// <summary>Its last attempt failed a moment ago: used after the healthy ones.</summary>
    Suspect,

    /// <summary>
    /// It asked for a pause (429, 503), or refused this key of several: not used before that is over, unless there is
    /// nothing else.
    /// </summary>
    Resting,

    /// <summary>It failed too often: not used for a while, unless there is nothing else.</summary>
    Broken,

    /// <summary>Its break is over: one call at a time is let through, to see whether it has recovered.</summary>
    Probing,
}
