namespace InferenceProviders.Routing.Attempts;

/// <summary>What may follow a failed attempt.</summary>
internal enum AttemptDecision
{
    /// <summary>Nothing: every route would give the same answer, or the answer is the account's.</summary>
    Stop,

    /// <summary>Another route at once. The same route would fail again.</summary>
    NextRoute,

    /// <summary>Another route at once; where there is none, the same one after a wait.</summary>
    NextRouteOrWait,

    /// <summary>The same route at once, without the parts of the request that can be left out.</summary>
    WithoutOptionalParts,

    /// <summary>Another route, if it is known to have a longer context.</summary>
    LongerContext,

    /// <summary>The same provider with another of the user's keys.</summary>
    OtherKey,

    /// <summary>
    /// The same provider with another of the user's keys, or a route on another account if the user allowed that.
    /// </summary>
    OtherAccount,
}
