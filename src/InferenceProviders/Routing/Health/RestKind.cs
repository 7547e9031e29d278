namespace InferenceProviders.Routing.Health;

/// <summary>What a rest is about.</summary>
internal enum RestKind
{
    /// <summary>The route, on one account: it had too many requests.</summary>
    Account,

    /// <summary>The route, whoever asks: it is loading, or busy.</summary>
    Route,

    /// <summary>The route with one key, which it refused.</summary>
    KeyOnRoute,

    /// <summary>A key, whatever it is used for.</summary>
    Key,
}
