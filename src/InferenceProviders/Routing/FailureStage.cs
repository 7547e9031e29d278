namespace InferenceProviders.Routing;

/// <summary>How far an attempt came before it failed. Up to <see cref="Tls"/> nothing of the request was sent, so that it cannot have run.</summary>
internal enum FailureStage
{
    /// <summary>The request was sent, or may have been.</summary>
    Exchange,

    /// <summary>It was not sent, for a reason of ours.</summary>
    NotSent,

    /// <summary>The host's name could not be resolved.</summary>
    Resolve,

    /// <summary>No connection could be made.</summary>
    Connect,

    /// <summary>The connection could not be made secure.</summary>
    Tls,
}
